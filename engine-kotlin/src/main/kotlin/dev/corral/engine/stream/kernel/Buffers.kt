@file:JvmName("Buffers")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import java.util.concurrent.atomic.AtomicLong

/**
 * The same elements, of which up to [capacity] are pulled ahead of the one that is being worked on.
 *
 * The source is a task of its own. The element that makes it [capacity] keeps it in `emit` until there is room, so it
 * never has a further one in hand.
 */
public fun <T : Any> buffer(upstream: Source<T>, capacity: Int): Source<T> {
    requireCapacity(capacity)
    return HoldSource(upstream, capacity, capacity - 1, "buffer")
}

/** As [buffer] of [high] elements; the source, once it has to wait, does so until only [low] are left. */
public fun <T : Any> backpressure(upstream: Source<T>, high: Int, low: Int): Source<T> {
    require(high >= 1) { "high: $high is less than 1" }
    require(low >= 0) { "low: $low is negative" }
    require(low < high) { "low: $low is not less than high: $high" }
    return HoldSource(upstream, high, low, "backpressure")
}

internal fun requireCapacity(capacity: Int) = require(capacity >= 1) { "capacity: $capacity is less than 1" }

private class HoldSource<T : Any>(
    private val upstream: Source<T>,
    private val high: Int,
    private val low: Int,
    private val operator: String,
) : Source<T>() {
    override val disposal: Disposal<T>?
        get() = upstream.disposal

    override suspend fun run(sink: Sink<T>) {
        val feed = Feed(upstream, operator)
        val hold = Hold(feed, high, low)
        try {
            feed.run(hold) { hold.pass(sink) }
        } finally {
            upstream.drops()?.let(hold::dropRest)
        }
    }
}

/**
 * What is held, and the source that waits for room.
 *
 * The source counts what it put, the other side what it took. A source that has to wait says in [wakeAt] at which count
 * it wants to be woken and looks at the count afterwards; the other side counts first and looks at [wakeAt] afterwards.
 */
private class Hold<T : Any>(private val feed: Feed<T>, private val high: Int, private val low: Int) : Held<T>(feed) {
    private val elements = Conveyor<T>()
    private val room = Bell()
    private var put = 0L
    private val taken = AtomicLong()
    @Volatile private var wakeAt = Long.MAX_VALUE

    override suspend fun emit(element: T): Demand {
        elements.put(element)
        put++
        feed.bell.ring()
        return if (put - taken.get() < high) Demand.MORE else awaitRoom()
    }

    private suspend fun awaitRoom(): Demand {
        val enough = put - low
        wakeAt = enough
        room.await { taken.get() >= enough }
        wakeAt = Long.MAX_VALUE
        return Demand.MORE
    }

    override val isEmpty: Boolean
        get() = elements.isEmpty

    override fun take(): T? {
        val element = elements.take() ?: return null
        if (taken.incrementAndGet() >= wakeAt) room.ring()
        return element
    }
}
