@file:JvmName("Timed")
@file:JvmMultifileClass

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.after
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/**
 * 0, 1, 2 and so on, without end: one each [period] nanoseconds, the first after one. A tick that comes while the
 * element before it is still being worked on is skipped, and the next one comes in the same rhythm.
 */
public fun interval(period: Long): Source<Long> {
    requirePositive("period", period)
    return object : Source<Long>() {
        override suspend fun run(sink: Sink<Long>) {
            val engine = currentEngine()
            var tick = engine.clock.after(period)
            var count = 0L
            while (true) {
                currentCoroutineContext().ensureActive()
                engine.pauseUntil(tick)
                if (sink.emit(count++) === Demand.ENOUGH) return
                tick = next(tick, period, engine.clock.now())
            }
        }
    }
}

/** The first tick after [last], each [period], that is not over [now]. */
private fun next(last: Long, period: Long, now: Long): Long {
    val over = if (now <= last) 0 else (now - last - 1) / period
    val latest = last + over * period
    return if (latest < FOREVER - period) latest + period else FOREVER
}
