@file:JvmName("Buffers")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import java.util.ArrayDeque

// Buffers that never have their source wait.

/** The same elements, up to [capacity] of them held; one that comes when they are so many drops the oldest one. */
public fun <T : Any> dropOldest(upstream: Source<T>, capacity: Int): Source<T> =
    OverflowingSource(upstream, capacity) { elements, element ->
        elements.poll().also { elements.add(element) }
    }

/** The same elements, up to [capacity] of them held; one that comes when they are so many is dropped. */
public fun <T : Any> dropLatest(upstream: Source<T>, capacity: Int): Source<T> =
    OverflowingSource(upstream, capacity) { _, element -> element }

/**
 * The same elements, up to [capacity] of them held; one that comes when they are so many is dropped and fails the run,
 * after those that are held, with what [newFailure] makes of a message.
 */
public fun <T : Any> failing(upstream: Source<T>, capacity: Int, newFailure: Fn<String, Throwable>): Source<T> =
    OverflowingSource(upstream, capacity, newFailure) { _, element -> element }

/** Makes room among the elements held, or not; returns the one that is dropped. Called behind a monitor. */
private fun interface Overflow<T> {
    fun dropped(elements: ArrayDeque<T>, element: T): T
}

private class OverflowingSource<T : Any>(
    private val upstream: Source<T>,
    private val capacity: Int,
    private val newFailure: Fn<String, Throwable>? = null,
    private val overflow: Overflow<T>,
) : Source<T>() {
    init {
        requireCapacity(capacity)
    }

    override val disposal: Disposal<T>?
        get() = upstream.disposal

    override suspend fun run(sink: Sink<T>) {
        val feed = Feed(upstream, "buffer")
        val drops = upstream.drops()
        val held = Bounded(feed, drops)
        try {
            feed.run(held) { held.pass(sink) }
        } finally {
            drops?.let(held::dropRest)
        }
    }

    private inner class Bounded(private val feed: Feed<T>, private val drops: Drops<T>?) : Held<T>(feed) {
        private val elements = ArrayDeque<T>()

        override suspend fun emit(element: T): Demand {
            val dropped = put(element)
            if (dropped == null) {
                feed.bell.ring()
            } else {
                drops?.drop(dropped)
                if (newFailure != null) throw newFailure.apply("the buffer of $capacity elements is full")
            }
            return Demand.MORE
        }

        /** Returns what is dropped, if anything is. */
        @Synchronized
        private fun put(element: T): T? {
            if (elements.size >= capacity) return overflow.dropped(elements, element)
            elements.add(element)
            return null
        }

        override val isEmpty: Boolean
            @Synchronized get() = elements.isEmpty()

        @Synchronized override fun take(): T? = elements.poll()
    }
}
