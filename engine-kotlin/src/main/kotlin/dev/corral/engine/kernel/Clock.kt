package dev.corral.engine.kernel

import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.atomic.AtomicReference
import java.util.concurrent.locks.LockSupport

/** No deadline at all: later than every time a clock can show. */
public const val FOREVER: Long = Long.MAX_VALUE

internal const val NANOS_PER_MILLI: Long = 1_000_000L

/** The one source of time: monotonic, in nanoseconds since an origin of its own, never negative. */
public interface Clock {
    /** The time now. */
    public fun now(): Long

    /** Runs [action] at or after the time [at], on a thread of the clock's own; [action] must not block. */
    public fun schedule(at: Long, action: Runnable): Timer

    /** Parks the calling thread, which waits for [blocker], until the time [at], or for less; [FOREVER] is no time. */
    public fun park(blocker: Any, at: Long) {
        if (at == FOREVER) LockSupport.park(blocker) else LockSupport.parkNanos(blocker, at - now())
    }

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

/**
 * Real time; its one daemon thread starts with the first timer and ends a second or two after the last.
 *
 * The thread sleeps, and has said in [wakeAt] until when. Who sets an earlier timer lowers that and wakes it, which
 * only makes it sleep for less; who sets a later one, or calls one off, leaves it alone. What it has said it keeps: it
 * looks at that time even if the timer is gone, so time-outs that come and go wake it once in their length, not once
 * each.
 *
 * No timer is missed. Who sets one adds it first and reads [wakeAt], then [thread], afterwards; the thread raises
 * [wakeAt] first and looks for additions afterwards, and does the same with [thread] when it ends. So either it sees
 * the timer, or whoever set it sees that it has to be woken, or started.
 */
internal class SystemClock : Clock {
    private val origin = System.nanoTime()
    private val timers = TimerQueue { wakeAt(0) }
    private val wakeAt = AtomicLong()
    /** The timer thread, while there is one. */
    internal val thread = AtomicReference<Thread?>()

    @Volatile private var isShutDown = false

    override fun now(): Long = System.nanoTime() - origin

    override fun schedule(at: Long, action: Runnable): Clock.Timer {
        if (isShutDown) return Clock.Timer {} // what it would have timed has ended
        val timer = timers.add(at, action)
        wakeAt(at)
        if (thread.get() == null) start(timer)
        return timer
    }

    fun shutdown() {
        isShutDown = true
        wakeAt(0)
    }

    /** How many timers are held; for the timer thread only. */
    internal val held: Int
        get() = timers.held

    private fun wakeAt(at: Long) {
        while (true) {
            val seen = wakeAt.get()
            if (at >= seen) return
            if (wakeAt.compareAndSet(seen, at)) return LockSupport.unpark(thread.get())
        }
    }

    private fun start(timer: Clock.Timer) {
        // Without the caller's inheritable thread-locals, which are not for everybody.
        val starting = Thread(null, ::run, "corral-timer", 0, false).apply { isDaemon = true }
        if (!thread.compareAndSet(null, starting)) return
        try {
            starting.start()
        } catch (t: Throwable) {
            thread.set(null)
            timer.cancel()
            throw t
        }
    }

    private fun run() {
        var isIdle = false
        while (!isShutDown) {
            wakeAt.set(FOREVER)
            val next = look()
            if (next == FOREVER && isIdle && leave()) return
            isIdle = next == FOREVER && !isIdle
            // Not later than this, in case all of them are called off meanwhile.
            wakeAt(minOf(next, after(IDLE)))
            sleep()
        }
        timers.clear()
    }

    private fun sleep() {
        while (true) {
            val left = wakeAt.get() - now()
            if (left <= 0) return
            LockSupport.parkNanos(this, left)
            Thread.interrupted() // nobody has a reason to, and with the flag set no park would park
        }
    }

    /** Fires what is due; returns the time of the next one. An action that fails does not take the others with it. */
    private fun look(): Long =
        try {
            timers.fireDue(now())
        } catch (t: Throwable) {
            uncaught(t)
            0
        }

    /** False if a timer came at the last moment and nobody else is there for it. */
    private fun leave(): Boolean {
        val self = thread.getAndSet(null)
        return timers.hasNoNews || !thread.compareAndSet(null, self)
    }

    private companion object {
        val IDLE = SECONDS.toNanos(1)
    }
}
