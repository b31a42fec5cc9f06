package dev.corral.engine.kernel

import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

/**
 * A scope's own deadline.
 *
 * A timer is set only when somebody may have to wait: when the body has returned something unfinished, begins a child,
 * or blocks. A body that is done at once costs no timer. When the timer fires, it is handed to a callback thread,
 * because what a cancellation wakes may run for long.
 */
internal class Timing(private val scope: Scope) {
    @Volatile
    var at: Long = FOREVER
        private set

    @Volatile private var wanted = false
    private var timer: Clock.Timer? = null
    private var expiry: TimeoutException? = null

    /** The length of time that [at] was asked for as; named in the message. */
    private var allowance: Long = FOREVER

    /** What comes of it when [at] passes; belongs to [at], and changes with it. */
    private var outcome: Expiry = Expiry.Settled

    fun move(to: Long, asked: Long, then: Expiry) {
        synchronized(this) {
            allowance = asked
            outcome = then
            at = to
            timer?.cancel()
            timer = null
            if (wanted) schedule()
        }
        if (asked <= 0) expire()
    }

    fun arm() {
        if (wanted) return
        synchronized(this) {
            if (wanted) return
            wanted = true
            schedule()
        }
    }

    /**
     * The scope has ended, and says so. Without a lock where no timer was ever wanted: one who sets a timer at this
     * very moment either sees that the scope has ended, or is seen to have wanted one, and then the lock puts us after
     * it.
     */
    fun disarm() {
        if (!wanted) return
        synchronized(this) {
            timer?.cancel()
            timer = null
        }
    }

    /** What comes of the deadline that passed. */
    fun outcome(): Expiry = synchronized(this) { outcome }

    private fun schedule() {
        if (at != FOREVER && !scope.hasEnded) {
            timer = scope.engine.clock.schedule(at) { scope.engine.handOvers.execute(::expireIfDue) }
        }
    }

    private fun expireIfDue() {
        // The deadline may have been moved, or the scope ended, while the timer was on its way here.
        if (at <= scope.engine.clock.now()) expire()
    }

    /**
     * Of all deadlines that are due, the outermost claims the expiry, so that no code between two equal deadlines runs
     * as if only the inner one had passed.
     */
    private fun expire() {
        var claimant = this
        var around: Scope = scope
        while (!around.isShielded) {
            around = around.parent ?: break
            around.timing?.let { if (it.at <= at) claimant = it }
        }
        claimant.scope.expire(claimant.newExpiry())
    }

    private fun newExpiry(): TimeoutException =
        synchronized(this) {
            expiry
                ?: TimeoutException(
                        if (allowance > 0) "'${scope.name()}' timed out after ${describe(allowance)}"
                        else "'${scope.name()}' timed out after 0 s: no time was left"
                    )
                    .also { expiry = it }
        }

    fun isExpiry(error: Throwable): Boolean = synchronized(this) { error === expiry }
}

/** What a time-out ends a scope with. */
internal sealed interface Expiry {
    /** With the time-out, as a failure. */
    object Failure : Expiry

    /** With what the scope settles for, if it does; else with the failure. */
    object Settled : Expiry

    /** With a value that somebody gave for this. */
    class Value(val value: Any?) : Expiry
}

/** Nanoseconds in the largest unit that shows them without a fraction. */
internal fun describe(nanos: Long): String {
    val unit = TIME_UNITS.first { (factor, _) -> nanos % factor == 0L }
    return "${nanos / unit.first} ${unit.second}"
}

private val TIME_UNITS =
    listOf(
        TimeUnit.SECONDS.toNanos(1) to "s",
        TimeUnit.MILLISECONDS.toNanos(1) to "ms",
        TimeUnit.MICROSECONDS.toNanos(1) to "us",
        1L to "ns",
    )
