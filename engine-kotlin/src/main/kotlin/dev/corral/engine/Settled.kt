package dev.corral.engine

import java.util.concurrent.CancellationException
import java.util.concurrent.TimeoutException

/**
 * How something ended, as a value: nothing is thrown by holding one.
 *
 * ```kotlin
 * val quote = moveOnAfter(80.milliseconds) { quotes.fetch(id) }
 * val text =
 *     when (quote) {
 *         is Settled.Fulfilled -> "${quote.value.cents} cents"
 *         is Settled.Rejected -> "failed: ${quote.error}"
 *         Settled.TimedOut -> "too late"
 *         Settled.Cancelled -> "cancelled"
 *     }
 * ```
 */
public sealed interface Settled<out T> {
    /**
     * Ended with a value.
     *
     * @property value what it returned
     */
    public data class Fulfilled<out T>(val value: T) : Settled<T>

    /**
     * Ended with a failure.
     *
     * @property error the failure itself, without wrappers
     */
    public data class Rejected(val error: Throwable) : Settled<Nothing>

    /** Was cancelled. */
    public data object Cancelled : Settled<Nothing>

    /** Did not end in time, and was stopped. */
    public data object TimedOut : Settled<Nothing>
}

/** The value, or the failure itself, a [CancellationException], a [TimeoutException]. */
public fun <T> Settled<T>.unwrap(): T =
    when (this) {
        is Settled.Fulfilled -> value
        is Settled.Rejected -> throw error
        Settled.Cancelled -> throw CancellationException("it was cancelled: there is no value")
        Settled.TimedOut -> throw TimeoutException("it timed out: there is no value")
    }

/** The value, or null if there is none. */
public fun <T> Settled<T>.getOrNull(): T? = (this as? Settled.Fulfilled)?.value

/** The value, or the result of [other]. */
public inline fun <T> Settled<T>.getOrElse(other: (Settled<T>) -> T): T =
    if (this is Settled.Fulfilled) value else other(this)
