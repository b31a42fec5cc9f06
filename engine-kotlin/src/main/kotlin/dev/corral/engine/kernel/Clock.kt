package dev.corral.engine.kernel

import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.ScheduledThreadPoolExecutor
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.TimeUnit.SECONDS

/** No deadline at all: later than every time a clock can show. */
public const val FOREVER: Long = Long.MAX_VALUE

/** The one source of time: monotonic, in nanoseconds since an origin of its own, never negative. */
public interface Clock {
    /** The time now. */
    public fun now(): Long

    /** Runs [action] at or after the time [at], on a thread of the clock's own; [action] must not block. */
    public fun schedule(at: Long, action: Runnable): Timer

    /** A scheduled action that can be called off. */
    public fun interface Timer {
        /** Calls the action off if it has not begun; a second call does nothing. */
        public fun cancel()
    }
}

/** The time [nanos] from now: now if that is not positive, [FOREVER] rather than an overflow. */
public fun Clock.after(nanos: Long): Long {
    val now = now()
    return if (nanos <= 0) now else if (nanos >= FOREVER - now) FOREVER else now + nanos
}

/** Real time; its one daemon thread starts with the first timer and ends when it has been idle for a second. */
internal class SystemClock : Clock {
    private val origin = System.nanoTime()

    private val timers =
        ScheduledThreadPoolExecutor(1) { Thread(it, "corral-timer").apply { isDaemon = true } }
            .apply {
                removeOnCancelPolicy = true
                setKeepAliveTime(1, SECONDS)
                allowCoreThreadTimeOut(true)
            }

    override fun now(): Long = System.nanoTime() - origin

    override fun schedule(at: Long, action: Runnable): Clock.Timer {
        val timer =
            try {
                timers.schedule(action, at - now(), NANOSECONDS)
            } catch (_: RejectedExecutionException) {
                return Clock.Timer {} // shut down: what it would have timed has ended
            }
        return Clock.Timer { timer.cancel(false) }
    }

    fun shutdown() {
        timers.shutdownNow()
    }
}
