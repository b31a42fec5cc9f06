@file:JvmName("Zipping")

package dev.corral.engine.stream.kernel

import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

// Several streams, each of which is asked for its next element when that is needed, and not before.

/** What [fn] makes of the first elements, of the second ones, and so on, until one of the two ends. */
public fun <A, B, R> zip(first: Source<A>, second: Source<B>, fn: Fn2<A, B, R>): Source<R> =
    object : Source<R>() {
        override suspend fun run(sink: Sink<R>) {
            val drops = first.drops()
            Feeders.usePulls("zip", listOf(second), Bell()) { (pull) ->
                first.run(
                    object : Sink<A>() {
                        override suspend fun emit(element: A): Demand {
                            val partner =
                                try {
                                    pull.next()
                                } catch (t: Throwable) {
                                    drops?.drop(element)
                                    throw t
                                }
                            if (partner == null) {
                                drops?.drop(element)
                                return Demand.ENOUGH
                            }
                            return sink.emit(notNull(fn.apply(element, partner), "zip", element))
                        }
                    }
                )
            }
        }
    }

/** One element of each of [sources] in turn; one that has ended is left out from there on. */
public fun <T> interleave(sources: List<Source<T>>): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>? = common(sources)

        override suspend fun run(sink: Sink<T>) {
            if (sources.isEmpty()) return
            Feeders.usePulls("interleave", sources.drop(1), Bell()) { pulls ->
                val others = ArrayList(pulls)
                val first = InnerSink(sink)
                sources
                    .first()
                    .run(
                        object : Sink<T>() {
                            override suspend fun emit(element: T): Demand =
                                if (first.emit(element) === Demand.MORE) first.turn(others) else Demand.ENOUGH
                        }
                    )
                val job = coroutineContext[Job]
                while (first.answer === Demand.MORE && others.isNotEmpty()) {
                    job?.ensureActive()
                    first.turn(others)
                }
            }
        }

        private suspend fun InnerSink<T>.turn(others: MutableList<Pull<T>>): Demand {
            var index = 0
            while (index < others.size) {
                val element = others[index].next()
                if (element == null) {
                    others.removeAt(index)
                } else {
                    if (emit(element) === Demand.ENOUGH) return Demand.ENOUGH
                    index++
                }
            }
            return Demand.MORE
        }
    }

/**
 * The elements of [sources], those of an earlier one first where several have one ready. One element of each is read
 * ahead.
 */
public fun <T> mergeWithPriority(sources: List<Source<T>>): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>? = common(sources)

        override suspend fun run(sink: Sink<T>) {
            val bell = Bell()
            Feeders.usePulls("mergeWithPriority", sources, bell) { pulls ->
                val live = ArrayList(pulls)
                val job = coroutineContext[Job]
                while (live.isNotEmpty()) {
                    job?.ensureActive()
                    val next = live.firstReady()
                    if (next != null) {
                        if (sink.emit(next.take()) === Demand.ENOUGH) return@usePulls
                    } else if (live.isNotEmpty()) {
                        bell.await { live.any { !it.isWorking } }
                    }
                }
            }
        }

        /** Asks all, the first ones first, so that as many as can are at work; leaves out those that have ended. */
        private fun MutableList<Pull<T>>.firstReady(): Pull<T>? {
            forEach { it.request() }
            val pulls = iterator()
            while (pulls.hasNext()) {
                val pull = pulls.next()
                if (pull.isHolding) return pull
                if (pull.hasEnded()) pulls.remove()
            }
            return null
        }
    }
