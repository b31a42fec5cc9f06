@file:JvmName("Timed")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.describe
import java.util.concurrent.TimeoutException

/**
 * The same elements; fails with a [TimeoutException] if [upstream] takes longer than [limit] nanoseconds for its first
 * one, for the next one, or for its end after the last one. The time that an element takes further down does not count.
 *
 * [what] is how the message calls it. The source is a task of its own, which is in `emit` until the element is worked
 * off: nothing is pulled ahead. When it was too slow it is cancelled, and its end awaited.
 */
public fun <T : Any> timeout(upstream: Source<T>, limit: Long, what: String = "timeout"): Source<T> {
    requirePositive("limit", limit)
    return object : Source<T>() {
        override val disposal: Disposal<T>?
            get() = upstream.disposal

        override suspend fun run(sink: Sink<T>) {
            val feed = Feed(upstream, "timeout")
            val turn = Turn(feed, limit, what, currentEngine())
            try {
                feed.run(turn) { turn.pass(sink) }
            } finally {
                turn.alarm.clear()
                turn.take()?.let { upstream.drops()?.drop(it) }
            }
        }
    }
}

/** The element whose turn it is: one side runs at a time. */
private class Turn<T : Any>(
    private val feed: Feed<T>,
    private val limit: Long,
    private val what: String,
    private val engine: Engine,
) : Sink<T>() {
    val alarm = Alarm(engine, feed.bell)
    private val next = Bell()
    @Volatile private var element: T? = null
    @Volatile private var isWorkedOff = true

    override suspend fun emit(element: T): Demand {
        isWorkedOff = false
        this.element = element
        feed.bell.ring()
        next.await { isWorkedOff }
        return Demand.MORE
    }

    fun take(): T? {
        val next = element ?: return null // one that comes right now stays
        element = null
        return next
    }

    private fun isReady(dueAt: Long): Boolean {
        if (element != null || feed.hasEnded || dueAt <= engine.clock.now()) return true
        alarm.set(dueAt)
        return false
    }

    suspend fun pass(sink: Sink<T>): Demand {
        while (true) {
            val dueAt = engine.clock.after(limit)
            feed.bell.await { isReady(dueAt) }
            val element = take()
            if (element == null) {
                if (feed.hasEnded) return Demand.MORE
                throw TimeoutException("$what: the source took longer than ${describe(limit)} for its next element")
            }
            if (sink.emit(element) === Demand.ENOUGH) return Demand.ENOUGH
            isWorkedOff = true
            next.ring()
        }
    }
}
