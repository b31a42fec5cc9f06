package dev.corral.engine.combine

import dev.corral.engine.Settled
import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.RetryConductor
import dev.corral.engine.kernel.Backoff
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.RetryRules
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds

/**
 * Runs [block], and again when it fails, as the [policy] says; returns what the last attempt returns, or throws what it
 * threw, with the latest of the earlier failures suppressed in it, sixteen at most.
 *
 * One attempt has ended, with all that it began, before the next one begins, and what it did happens-before that and
 * before the return. Cancelled between two attempts, it returns at once; cancelled during one, it ends as that one
 * does, and tells no listener. Never tried again: a cancellation, of whomever, and an interrupt. If the next delay
 * would pass the effective deadline, the last failure is thrown at once.
 *
 * @param onUndelivered disposes of a value that the policy rejected, or that nobody will receive, on a callback thread
 */
public suspend fun <T> retry(
    policy: RetryPolicy = RetryPolicy(),
    onUndelivered: ((T) -> Unit)? = null,
    block: suspend TaskScope.() -> T,
): T =
    combine("retry") { scope, context ->
        val parts = SuspendParts(scope, context, onUndelivered, Parts.ENDLESS) { block }
        RetryConductor(scope, parts, KotlinRetryRules(policy))
    }

/**
 * As [retry], when it fails with an [E], for [attempts] in all.
 *
 * ```kotlin
 * val quote = retryOn<IOException, _>(attempts = 5) { fetch(id) }
 * ```
 */
public suspend inline fun <reified E : Exception, T> retryOn(
    attempts: Int = 3,
    noinline block: suspend TaskScope.() -> T,
): T = retry(RetryPolicy(attempts, retryOn = { it is E }), block = block)

/**
 * How often something is tried, and how long to wait in between; immutable.
 *
 * ```kotlin
 * val policy = RetryPolicy(attempts = 5, base = 50.milliseconds, retryOn = { it is IOException })
 * val again = retry(policy) { fetch(id) }
 * ```
 *
 * The delay after the n-th attempt is [base] * [factor]^(n - 1), at most [max]; of that a random share, up to [jitter],
 * is left out.
 *
 * The functions are called on a callback thread, as code of the operation. If one throws, that is the operation's
 * failure.
 *
 * @property attempts how many there may be, the first one too
 * @property base the delay after the first attempt, before jitter
 * @property max the longest delay
 * @property factor by how much the delay grows each time, 1 or more
 * @property jitter from 0, for none, to 1, for anything between no delay and the full one
 * @property retryOn which failures are worth another attempt: by default every [Exception]; never asked about a
 *   cancellation or an interrupt
 * @property retryOnResult which results are worth another attempt; the last attempt's result is returned in any case
 * @property onAttempt told of each attempt that ended
 * @throws IllegalArgumentException if a number is out of its range
 */
public class RetryPolicy(
    public val attempts: Int = 3,
    public val base: Duration = 100.milliseconds,
    public val max: Duration = 10.seconds,
    public val factor: Double = 2.0,
    public val jitter: Double = 0.5,
    public val retryOn: ((Throwable) -> Boolean)? = null,
    public val retryOnResult: ((Any?) -> Boolean)? = null,
    public val onAttempt: ((RetryAttempt) -> Unit)? = null,
) {
    internal val backoff = Backoff(base.inWholeNanoseconds, max.inWholeNanoseconds, factor, jitter)

    init {
        require(attempts > 0) { "attempts: $attempts is not positive" }
    }

    /** This policy, but for what is given. */
    public fun copy(
        attempts: Int = this.attempts,
        base: Duration = this.base,
        max: Duration = this.max,
        factor: Double = this.factor,
        jitter: Double = this.jitter,
        retryOn: ((Throwable) -> Boolean)? = this.retryOn,
        retryOnResult: ((Any?) -> Boolean)? = this.retryOnResult,
        onAttempt: ((RetryAttempt) -> Unit)? = this.onAttempt,
    ): RetryPolicy = RetryPolicy(attempts, base, max, factor, jitter, retryOn, retryOnResult, onAttempt)

    override fun toString(): String =
        "RetryPolicy[$attempts attempts, delay $base * $factor^n up to $max, jitter $jitter]"
}

/**
 * One attempt that has ended.
 *
 * ```kotlin
 * fun tell(attempt: RetryAttempt) {
 *     attempt.nextDelay?.let { log.info("attempt ${attempt.number} failed, next in $it") }
 * }
 * ```
 *
 * @property number counted from 1
 * @property outcome a value or a failure
 * @property nextDelay how long after it the next attempt begins; null if this was the last one
 */
public data class RetryAttempt(val number: Int, val outcome: Settled<Any?>, val nextDelay: Duration?)

private class KotlinRetryRules(private val policy: RetryPolicy) : RetryRules {
    override val attempts
        get() = policy.attempts

    override val backoff
        get() = policy.backoff

    override val judgesFailures
        get() = policy.retryOn != null

    override val judgesValues
        get() = policy.retryOnResult != null

    override val hearsAttempts
        get() = policy.onAttempt != null

    override fun retriesFailure(failure: Throwable) = policy.retryOn?.invoke(failure) ?: (failure is Exception)

    override fun retriesValue(value: Any?) = policy.retryOnResult?.invoke(value) == true

    override fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long) {
        val outcome = if (failure == null) Settled.Fulfilled(value) else Settled.Rejected(failure)
        policy.onAttempt?.invoke(RetryAttempt(number, outcome, delay.takeIf { it >= 0 }?.nanoseconds))
    }
}
