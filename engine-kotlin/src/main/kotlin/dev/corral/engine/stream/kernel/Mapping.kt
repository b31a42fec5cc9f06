@file:JvmName("Mapping")

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Step
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.within

// What functions make of elements that take their time, for several elements at once.

/** What [step] makes of each element, of [limit] at once, in order or as it comes. */
public fun <A, R> mapAsync(
    upstream: Source<A>,
    limit: Int,
    isOrdered: Boolean,
    rules: ItemRules,
    step: Step,
): Source<R> {
    requireLimit(limit)
    if (limit == 1 && rules === ItemRules.None) return mapInTurn(upstream, step)
    return MappedSource(if (isOrdered) "mapAsync" else "mapAsyncUnordered", upstream, limit, isOrdered, rules) {
        it.within { step.apply(element) }
    }
}

/** As [mapAsync], in order, for a [step] that blocks, on threads for such. */
public fun <A, R> mapBlocking(upstream: Source<A>, limit: Int, rules: ItemRules, step: Step): Source<R> {
    requireLimit(limit)
    return MappedSource("mapBlocking", upstream, limit, isOrdered = true, rules) {
        isUnseen = true
        it.blockPart {
            isUnseen = false
            step.apply(element)
        }
    }
}

/** As [mapAsync], for a function that suspends, in the context of the run. */
internal fun <A, R> mapSuspending(
    upstream: Source<A>,
    limit: Int,
    isOrdered: Boolean,
    rules: ItemRules,
    transform: suspend (A) -> R,
): Source<R> {
    requireLimit(limit)
    return MappedSource(if (isOrdered) "mapAsync" else "mapAsyncUnordered", upstream, limit, isOrdered, rules) {
        isUnseen = true
        it.launchPart {
            isUnseen = false
            transform(element)
        }
    }
}

/** Calls [step], whose results are nobody's, with each element, of [limit] at once. */
public fun <A> forEachAsync(scope: Scope, source: Source<A>, limit: Int, rules: ItemRules, step: Step): Conductor =
    forEach("forEachAsync", scope, source, limit, rules) { it.within { step.apply(element) } }

/** As [forEachAsync], for a [step] that blocks, on threads for such. */
public fun <A> forEachBlocking(scope: Scope, source: Source<A>, limit: Int, rules: ItemRules, step: Step): Conductor =
    forEach("forEachBlocking", scope, source, limit, rules) {
        val element = element
        it.blockPart { step.apply(element) }
    }

private fun <A> forEach(
    sink: String,
    scope: Scope,
    source: Source<A>,
    limit: Int,
    rules: ItemRules,
    begin: InHand<A>.(Feeders) -> Any?,
): Conductor {
    requireLimit(limit)
    val each = MappedSource<A, Any?>(sink, source, limit, isOrdered = false, rules, hasResults = false, begin)
    return RunConductor(scope) {
        each.run(NoSink)
        null
    }
}

private object NoSink : Sink<Any?>() {
    override suspend fun emit(element: Any?): Demand = Demand.MORE
}

internal fun requireLimit(limit: Int) = require(limit >= 1) { "limit: $limit is not positive" }

/** One at a time: without a task beside the one that runs the stream. */
private fun <A, R> mapInTurn(upstream: Source<A>, step: Step): Source<R> =
    object : Stage<A, R>(upstream) {
        override suspend fun sink(down: Sink<R>) =
            object : Sink<A>() {
                override suspend fun emit(element: A): Demand {
                    @Suppress("UNCHECKED_CAST") // what the step makes
                    return down.emit(notNull(step.await(element), "mapAsync", element) as R)
                }
            }
    }

private class MappedSource<A, R>(
    private val operator: String,
    private val upstream: Source<A>,
    private val limit: Int,
    private val isOrdered: Boolean,
    private val rules: ItemRules,
    private val hasResults: Boolean = true,
    private val begin: InHand<A>.(Feeders) -> Any?,
) : Source<R>() {
    override suspend fun run(sink: Sink<R>) {
        val window = Window(operator, limit, isOrdered, hasResults, rules, upstream.drops(), begin)
        try {
            Feeders.use(operator) { feeders ->
                window.feed(feeders, upstream)
                @Suppress("UNCHECKED_CAST") // what the function makes
                window.drain(sink as Sink<Any?>)
            }
        } catch (t: Throwable) {
            window.dropRest(t)
            throw t
        }
        window.dropRest(null)
    }
}
