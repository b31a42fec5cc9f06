@file:JvmName("Merging")

package dev.corral.engine.stream.kernel

import java.util.concurrent.atomic.AtomicInteger

// Several streams at once, in the order in which their elements come.

/** The elements of [sources], until all have ended, or, with [untilFirst], the first one has. */
public fun <T> merge(sources: List<Source<T>>, untilFirst: Boolean): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>? = common(sources)

        override suspend fun run(sink: Sink<T>) =
            Confluence.use("merge") { confluence ->
                sources.forEach { confluence.begin(it) }
                confluence.drain(sink, untilFirst)
            }
    }

/** The elements of the streams that [fn] makes of each element, of [limit] streams at once. */
public fun <A, B> flatMap(upstream: Source<A>, limit: Int, fn: Fn<A, Source<B>>): Source<B> {
    requireLimit(limit)
    return object : Source<B>() {
        override suspend fun run(sink: Sink<B>) =
            Confluence.use("flatMap") { confluence ->
                confluence.beginOuter { upstream.run(Outer(confluence, limit, fn)) }
                confluence.drain(sink)
            }
    }
}

/** Begins a stream for each element, and takes the next one when there may be one more. */
private class Outer<A, B>(
    private val confluence: Confluence<B>,
    private val limit: Int,
    private val fn: Fn<A, Source<B>>,
) : Sink<A>() {
    private val live = AtomicInteger()
    private val room = Bell()

    override suspend fun emit(element: A): Demand {
        val inner = fn.apply(element)
        live.incrementAndGet()
        confluence.begin(inner) {
            live.decrementAndGet()
            room.ring()
        }
        room.await { live.get() < limit }
        return Demand.MORE
    }
}
