package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val STATE = AtomicIntegerFieldUpdater.newUpdater(Outcome::class.java, "state")
private val FAILURE = AtomicReferenceFieldUpdater.newUpdater(Outcome::class.java, Any::class.java, "failure")

/** Stands in [Outcome.failure] once the scope has ended without one. */
private val NO_FAILURE = Any()

/** How far a scope has come and what came of it: the bits of its state, its value, its failures. */
public abstract class Outcome internal constructor(bits: Int) : Registry() {
    @JvmField @Volatile internal var state: Int = bits

    /** Null, the first failure, a [FailureLog] that holds it, or [NO_FAILURE] once it is certain that there is none. */
    @JvmField @Volatile internal var failure: Any? = null

    /** What the body returned; written before the body's share of the count is released. */
    @JvmField internal var value: Any? = null

    public val hasEnded: Boolean
        get() = has(ENDED)

    internal val hasBegun: Boolean
        get() = has(RUNNING)

    public val hasBodyEnded: Boolean
        get() = has(BODY_ENDED)

    public val isShielded: Boolean
        get() = has(SHIELDED)

    /** The failure it ended with, or would end with now. */
    public fun failure(): Throwable? {
        // Told by identity: a failure's equals is a stranger's code.
        val seen = failure
        return if (seen === null || seen === NO_FAILURE) null else (seen as? FailureLog)?.first ?: seen as Throwable
    }

    /** The value; meaningful once the scope has ended without a failure. */
    public fun value(): Any? = value

    public val hasValue: Boolean
        get() = has(HAS_VALUE)

    /** Somebody has looked at the outcome, or surely will. */
    public fun observe() {
        if (state and OBSERVED == 0 && setBit(OBSERVED) && has(WATCHED)) Leaks.observed(this)
    }

    internal val isUnobservedFailure: Boolean
        get() = state and OBSERVED == 0 && hasEnded && failure() != null

    /** Whether its parent keeps it, to report its failure; a watched one is reported when it is dropped. */
    internal val isKept: Boolean
        get() = isUnobservedFailure && !has(WATCHED)

    /** Makes [error] the failure if it is the first; false if there is one. */
    internal fun recordFirst(error: Throwable): Boolean = FAILURE.compareAndSet(this, null, error)

    /**
     * Makes [error] the failure, or suppresses it in the first one; false if that was made with suppression off, or if
     * the scope has ended without a failure.
     */
    internal fun record(error: Throwable): Boolean {
        if (recordFirst(error)) return true
        while (true) {
            val seen = failure
            if (seen === NO_FAILURE) return false
            if (seen === error || seen == null) return true
            if (seen is FailureLog) return seen.attach(error)
            FAILURE.compareAndSet(this, seen, FailureLog(seen as Throwable))
        }
    }

    /** Settles that there is no failure; false if there is one. */
    internal fun sealWithoutFailure(): Boolean = FAILURE.compareAndSet(this, null, NO_FAILURE) || failure === NO_FAILURE

    /** Ends with [result] in place of whatever there was. */
    internal fun replaceWith(result: Any?) {
        value = result
        setBit(HAS_VALUE)
        failure = NO_FAILURE
    }

    final override fun beginSweep(): Boolean = setBit(SWEEPING)

    final override fun endSweep() {
        clearBit(SWEEPING)
    }

    /** Sets [bit] for good. */
    public fun mark(bit: Int) {
        setBit(bit)
    }

    internal fun has(bit: Int): Boolean = state and bit != 0

    /** Sets [bit]; false if it was set. */
    internal fun setBit(bit: Int): Boolean = setBits(bit, 0)

    /** Clears [bit]; false if it was not set. */
    internal fun clearBit(bit: Int): Boolean {
        while (true) {
            val seen = state
            if (seen and bit == 0) return false
            if (STATE.compareAndSet(this, seen, seen and bit.inv())) return true
        }
    }

    /** Sets [bit] and with it [more]; false, and nothing is changed, if [bit] was set. */
    internal fun setBits(bit: Int, more: Int): Boolean {
        while (true) {
            val seen = state
            if (seen and bit != 0) return false
            if (STATE.compareAndSet(this, seen, seen or bit or more)) return true
        }
    }
}
