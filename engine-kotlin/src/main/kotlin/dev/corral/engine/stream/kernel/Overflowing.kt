@file:JvmName("Buffers")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import java.util.ArrayDeque
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

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
        val held = Held(feed, drops)
        try {
            feed.run(held) { held.pass(sink) }
        } finally {
            if (drops != null) held.dropRest(drops)
        }
    }

    private inner class Held(private val feed: Feed<T>, private val drops: Drops<T>?) : Sink<T>() {
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

        @Synchronized private fun take(): T? = elements.poll()

        private val isEmpty: Boolean
            @Synchronized get() = elements.isEmpty()

        suspend fun pass(sink: Sink<T>): Demand {
            val job = coroutineContext[Job]
            while (true) {
                job?.ensureActive()
                val element = take() ?: awaitElement() ?: return Demand.MORE
                if (sink.emit(element) === Demand.ENOUGH) return Demand.ENOUGH
            }
        }

        /** Null at the end. */
        private suspend fun awaitElement(): T? {
            feed.bell.await { !isEmpty || feed.hasEnded }
            return take()
        }

        fun dropRest(drops: Drops<T>) {
            while (true) drops.drop(take() ?: return)
        }
    }
}
