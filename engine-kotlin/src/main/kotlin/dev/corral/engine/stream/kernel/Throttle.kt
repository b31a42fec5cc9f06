@file:JvmName("Timed")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.describe

/**
 * The same elements, of which at most [count] pass in any time of [per] nanoseconds; the source waits for the others.
 *
 * The window slides: an element passes when the one [count] before it did so [per] ago. With fixed windows twice as
 * many could pass around a border.
 */
public fun <T> throttle(upstream: Source<T>, count: Int, per: Long): Source<T> {
    require(count >= 1) { "count: $count is less than 1" }
    requirePositive("per", per)
    return object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>): Sink<T> =
            ThrottleSink(down, upstream.drops(), SlidingWindow(count, per), currentEngine())
    }
}

internal fun requirePositive(name: String, nanos: Long) =
    require(nanos > 0) { "$name: ${describe(nanos)} is not positive" }

private class ThrottleSink<T>(
    private val down: Sink<T>,
    private val drops: Drops<T>?,
    private val window: SlidingWindow,
    private val engine: Engine,
) : Sink<T>() {
    override suspend fun emit(element: T): Demand {
        val now = engine.clock.now()
        if (now < window.opensAt) return emitLater(element)
        window.passed(now)
        return down.emit(element)
    }

    private suspend fun emitLater(element: T): Demand {
        try {
            engine.pauseUntil(window.opensAt)
        } catch (t: Throwable) {
            drops?.drop(element)
            throw t
        }
        window.passed(engine.clock.now())
        return down.emit(element)
    }
}

/** When the last [count] elements passed, in a ring that grows as they come. */
private class SlidingWindow(private val count: Int, private val per: Long) {
    private var times = LongArray(minOf(count, SMALLEST))
    private var size = 0
    private var oldest = 0

    /** The time from which on the next one may pass. */
    val opensAt: Long
        get() = if (size < count) 0 else times[oldest].let { if (it < FOREVER - per) it + per else FOREVER }

    fun passed(at: Long) {
        if (size < count) {
            if (size == times.size) times = times.copyOf(minOf(count.toLong(), size * 2L).toInt())
            times[size++] = at
        } else {
            times[oldest] = at
            oldest = if (oldest + 1 == count) 0 else oldest + 1
        }
    }

    private companion object {
        const val SMALLEST = 16
    }
}
