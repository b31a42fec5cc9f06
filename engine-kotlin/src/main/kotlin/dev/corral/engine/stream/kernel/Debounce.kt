@file:JvmName("Timed")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.after

/**
 * The elements after which nothing newer came for [quiet] nanoseconds, and the last one; the others are dropped.
 *
 * The source is a task of its own. An element that had its quiet is passed on: a newer one waits until it is taken, and
 * the source with it.
 */
public fun <T : Any> debounce(upstream: Source<T>, quiet: Long): Source<T> {
    requirePositive("quiet", quiet)
    return object : Source<T>() {
        override val disposal: Disposal<T>?
            get() = upstream.disposal

        override suspend fun run(sink: Sink<T>) {
            val feed = Feed(upstream, "debounce")
            val drops = upstream.drops()
            val newest = Newest(feed, quiet, drops, currentEngine())
            try {
                feed.run(newest) { newest.pass(sink) }
            } finally {
                newest.alarm.clear()
                newest.take()?.let { drops?.drop(it) }
            }
        }
    }
}

/** The element that came last, unless it was taken. */
private class Newest<T : Any>(
    private val feed: Feed<T>,
    private val quiet: Long,
    private val drops: Drops<T>?,
    private val engine: Engine,
) : Sink<T>() {
    val alarm = Alarm(engine, feed.bell)
    private val room = Bell()
    private var newest: T? = null

    /** When [newest] has had its quiet. */
    private var dueAt = FOREVER

    override suspend fun emit(element: T): Demand {
        val due = engine.clock.after(quiet)
        if (isPassedOn()) return awaitRoom(element, due)
        val superseded = set(element, due)
        if (superseded == null) feed.bell.ring() else drops?.drop(superseded)
        return Demand.MORE
    }

    /** Whether there is one that will be passed on, whatever comes. */
    @Synchronized private fun isPassedOn() = newest != null && dueAt <= engine.clock.now()

    private suspend fun awaitRoom(element: T, due: Long): Demand {
        try {
            room.await { !isHeld() }
        } catch (t: Throwable) {
            drops?.drop(element)
            throw t
        }
        set(element, due)
        feed.bell.ring()
        return Demand.MORE
    }

    @Synchronized private fun isHeld() = newest != null

    /** Returns the one before, if it was not taken. */
    @Synchronized
    private fun set(element: T, due: Long): T? {
        val superseded = newest
        newest = element
        dueAt = due
        return superseded
    }

    @Synchronized fun take(): T? = newest.also { newest = null }

    /** Whether there is something to pass on; if not, the alarm is set for when there is. */
    @Synchronized
    private fun isReady(): Boolean {
        if (feed.hasEnded) return true
        if (newest == null) return false
        if (dueAt <= engine.clock.now()) return true
        alarm.set(dueAt)
        return false
    }

    suspend fun pass(sink: Sink<T>): Demand {
        while (true) {
            feed.bell.await { isReady() }
            val element = take() ?: return Demand.MORE
            room.ring()
            if (sink.emit(element) === Demand.ENOUGH) return Demand.ENOUGH
        }
    }
}
