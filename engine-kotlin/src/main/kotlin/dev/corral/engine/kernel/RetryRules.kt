package dev.corral.engine.kernel

import java.util.concurrent.CancellationException

/** Which attempts are repeated, in terms that both languages share. */
public interface RetryRules {
    /** How many attempts there may be, the first one too. */
    public val attempts: Int

    public val backoff: Backoff

    // Whether the functions below are a user's code, which runs on callback threads alone.

    public val judgesFailures: Boolean

    public val judgesValues: Boolean

    public val hearsAttempts: Boolean

    public fun retriesFailure(failure: Throwable): Boolean

    public fun retriesValue(value: Any?): Boolean

    /** Attempt [number], counted from 1, has ended; the next one begins after [delay] nanoseconds, if not negative. */
    public fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long)
}

/** In place of a delay: there is no further attempt. */
internal const val NO_MORE = -1L

/** Whether [failure] is worth another attempt: a cancellation, of ours or a stranger's, or an interrupt never is. */
internal fun RetryRules.isRetryable(failure: Throwable): Boolean =
    failure !is CancellationException && failure !is InterruptedException && retriesFailure(failure)

/**
 * How long, in nanoseconds, [scope] is to wait after so many attempts; [NO_MORE] if that were all, or if the delay
 * would pass the effective deadline.
 */
internal fun RetryRules.delayAfter(failed: Int, scope: Scope): Long {
    if (failed >= attempts) return NO_MORE
    val delay = backoff.delayAfter(failed, scope.engine.chance().nextDouble())
    return if (scope.engine.clock.after(delay) < scope.effectiveDeadline()) delay else NO_MORE
}

/** The failures of earlier attempts, the latest ones, to be suppressed in the last one. */
internal class EarlierFailures {
    private var kept: ArrayDeque<Throwable>? = null

    fun keep(failure: Throwable) {
        val failures = kept ?: ArrayDeque<Throwable>().also { kept = it }
        if (failures.size == KEPT_FAILURES) failures.removeFirst()
        failures.addLast(failure)
    }

    inline fun forEach(suppress: (Throwable) -> Unit) {
        kept?.forEach(suppress)
    }
}

private const val KEPT_FAILURES = 16
