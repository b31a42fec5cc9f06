@file:JvmName("Timed")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.after

/**
 * Lists of [size] elements, or of what there is when the first of them is [maxAge] nanoseconds old; never empty ones.
 *
 * The source is a task of its own. While one list is being worked on one further list gathers; the element that fills
 * it keeps the source in `emit` until it is taken.
 */
public fun <T> batch(upstream: Source<T>, size: Int, maxAge: Long): Source<List<T>> {
    require(size >= 1) { "size: $size is less than 1" }
    requirePositive("maxAge", maxAge)
    return AgedBatchSource(upstream, size, maxAge)
}

private class AgedBatchSource<T>(private val upstream: Source<T>, private val size: Int, private val maxAge: Long) :
    Source<List<T>>() {
    override val disposal: Disposal<List<T>>?
        get() = upstream.disposal?.let(::EachDisposal)

    override suspend fun run(sink: Sink<List<T>>) {
        val feed = Feed(upstream, "batch")
        val batches = AgedBatches(feed, size, maxAge, currentEngine())
        try {
            feed.run(batches) { batches.pass(sink) }
        } finally {
            batches.alarm.clear()
            upstream.drops()?.let { batches.take().forEach(it::drop) }
        }
    }
}

/** The list that gathers. An element costs a monitor; a list a reading of the clock, and two wake-ups at most. */
private class AgedBatches<T>(
    private val feed: Feed<T>,
    private val size: Int,
    private val maxAge: Long,
    private val engine: Engine,
) : Sink<T>() {
    val alarm = Alarm(engine, feed.bell)
    private val room = Bell()
    private val start = minOf(size, LARGEST_START)
    private var gathering = ArrayList<T>(start)

    /** When the first of [gathering] is too old; [FOREVER] while there is none. */
    private var dueAt = FOREVER

    override suspend fun emit(element: T): Demand = if (add(element)) awaitRoom() else Demand.MORE

    /** Whether the list is full. */
    @Synchronized
    private fun add(element: T): Boolean {
        gathering.add(element)
        if (gathering.size == 1) {
            dueAt = engine.clock.after(maxAge)
            alarm.set(dueAt)
        }
        return gathering.size == size
    }

    private suspend fun awaitRoom(): Demand {
        feed.bell.ring()
        room.await { !isFull() }
        return Demand.MORE
    }

    @Synchronized private fun isFull() = gathering.size == size

    /** Whether there is a list to pass on; if not, the alarm is set for when there is. */
    @Synchronized
    private fun isReady(): Boolean {
        if (feed.hasEnded || isFull()) return true
        if (gathering.isEmpty()) return false
        if (dueAt <= engine.clock.now()) return true
        alarm.set(dueAt)
        return false
    }

    @Synchronized
    fun take(): List<T> {
        val batch = gathering
        gathering = ArrayList(start)
        dueAt = FOREVER
        return batch
    }

    suspend fun pass(sink: Sink<List<T>>): Demand {
        while (true) {
            feed.bell.await { isReady() }
            val batch = take()
            if (batch.isEmpty()) return Demand.MORE
            room.ring()
            if (sink.emit(batch) === Demand.ENOUGH) return Demand.ENOUGH
        }
    }
}
