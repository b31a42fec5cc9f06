@file:JvmName("Terminals")

package dev.corral.engine.stream.kernel

import dev.corral.engine.channel.ElementQueue
import dev.corral.engine.channel.Putting
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.awaitLater
import java.util.Collections
import java.util.Optional
import java.util.concurrent.Callable

/** Calls [action] with each element. */
public fun <T> forEach(scope: Scope, source: Source<T>, action: Fn<T, *>): Conductor =
    RunConductor(scope) {
        source.run(
            object : Sink<T>() {
                override suspend fun emit(element: T): Demand {
                    action.apply(element)
                    return Demand.MORE
                }
            }
        )
        null
    }

/** How many elements there are. */
public fun <T> count(scope: Scope, source: Source<T>): Conductor =
    RunConductor(scope) {
        val drops = source.drops()
        var count = 0L
        source.run(
            object : Sink<T>() {
                override suspend fun emit(element: T): Demand {
                    count++
                    drops?.drop(element)
                    return Demand.MORE
                }
            }
        )
        count
    }

/** All elements. */
public fun <T> toList(scope: Scope, source: Source<T>): Conductor =
    RunConductor(scope, source.disposal?.let(::EachDisposal)) {
        val list = ArrayList<T>()
        try {
            source.run(
                object : Sink<T>() {
                    override suspend fun emit(element: T): Demand {
                        list.add(element)
                        return Demand.MORE
                    }
                }
            )
        } catch (t: Throwable) {
            source.drops()?.let { list.forEach(it::drop) }
            throw t
        }
        Collections.unmodifiableList(list)
    }

/** What [fn] makes of all elements, from [initial] on. */
public fun <T, R> fold(scope: Scope, source: Source<T>, initial: R, fn: Fn2<R, T, R>): Conductor =
    collect(
        scope,
        source,
        { initial },
        { result, element -> notNull(fn.apply(result, element), "reduce", element) },
        { it },
    )

/** What [finish] makes of what [fn] made of all elements, from what [begin] returns on. */
public fun <T, A, R> collect(
    scope: Scope,
    source: Source<T>,
    begin: Callable<A>,
    fn: Fn2<A, T, A>,
    finish: Fn<A, R>,
): Conductor =
    RunConductor(scope) {
        var result = begin.call()
        source.run(
            object : Sink<T>() {
                override suspend fun emit(element: T): Demand {
                    result = fn.apply(result, element)
                    return Demand.MORE
                }
            }
        )
        finish.apply(result)
    }

/** The first element, if there is one. */
public fun <T> first(scope: Scope, source: Source<T>): Conductor =
    RunConductor<Optional<T & Any>>(scope, source.disposal?.let { d -> Disposal { it.ifPresent(d::dispose) } }) {
        var first: T? = null
        try {
            source.run(
                object : Sink<T>() {
                    override suspend fun emit(element: T): Demand {
                        first = element
                        return Demand.ENOUGH
                    }
                }
            )
        } catch (t: Throwable) {
            source.drops()?.let { drops -> first?.let(drops::drop) }
            throw t
        }
        Optional.ofNullable(first)
    }

/** Puts each element into [queue]. */
public fun <T : Any> into(scope: Scope, source: Source<T>, queue: ElementQueue<T>, faults: QueueFaults): Conductor =
    RunConductor(scope) {
        val drops = source.drops()
        source.run(
            object : Sink<T>() {
                override suspend fun emit(element: T): Demand {
                    try {
                        if (!queue.offer(element, faults)) Putting(queue, element, faults).awaitLater()
                    } catch (t: Throwable) {
                        drops?.drop(element)
                        throw t
                    }
                    return Demand.MORE
                }
            }
        )
        null
    }
