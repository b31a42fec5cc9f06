package dev.corral.engine.kernel

/**
 * What a scope ends with, decided once: when its body and every child have ended.
 *
 * The first failure, of the body or of a child that [FAILS_PARENT], wins and has the later ones suppressed in it.
 * Without a failure the body's value counts, also one that it returned after a cancellation, but not one that it had
 * returned before, when the cancellation stopped its children. With neither, the scope was cancelled. A scope may
 * settle for a value in place of its own time-out or cancellation.
 */
public abstract class Ending internal constructor(parent: Scope?, bits: Int) : Cancellable(parent, bits) {
    @JvmField @Volatile internal var timing: Timing? = null

    /** What this scope ends with for a body that returned [value]; [UNSETTLED] if that is no value, being cancelled. */
    protected open fun settledValue(value: Any?): Any? = value

    /** What it ends with when its own deadline passed; [UNSETTLED] for the time-out. */
    protected open fun settledExpiry(): Any? = UNSETTLED

    /** What it ends with when it was cancelled itself, and not a scope around it; [UNSETTLED] for the cancellation. */
    protected open fun settledCancellation(): Any? = UNSETTLED

    /** Settles, for good, how this scope ends. */
    internal fun decide() {
        val hasFailed = !sealWithoutFailure()
        val error = failure()
        val timedOut = error != null && isOwnExpiry(error)
        // A cancellation that came when only the children ran cut the value off; one that the body outran did not.
        if (has(AWAITING) && cancellation != null) clearBit(HAS_VALUE)
        when {
            hasFailed && !timedOut -> clearBit(HAS_VALUE)
            has(HAS_VALUE) && settleFor(settledValue(value)) -> {}
            else -> {
                clearBit(HAS_VALUE)
                if (timedOut) settleExpired() else if (isOwnCancellation) settleFor(settledCancellation())
            }
        }
        if (!has(HAS_VALUE)) value = null
    }

    private fun settleExpired() {
        when (val expiry = timing?.outcome()) {
            is Expiry.Value -> replaceWith(expiry.value)
            Expiry.Settled -> settleFor(settledExpiry())
            else -> {}
        }
    }

    private fun settleFor(result: Any?): Boolean {
        if (result === UNSETTLED) return false
        replaceWith(result)
        return true
    }

    /** Whether [error], with which this scope failed, is its own time-out and nothing else. */
    private fun isOwnExpiry(error: Throwable) = timing?.isExpiry(error) == true && error.suppressed.isEmpty()

    /** The exception it ended with, a failure or the cancellation; null if it ended with a value. */
    public fun error(): Throwable? = failure() ?: if (has(HAS_VALUE)) null else cancellation
}

/** Stands for the value of a scope that does not settle for one. */
@JvmField public val UNSETTLED: Any = Any()

/** The value of this scope, which has ended, or its cancellation, or its failure, as [wrap] makes it, itself. */
internal inline fun <T> Ending.result(wrap: (Throwable) -> Throwable = { it }): T {
    observe()
    failure()?.let { throw wrap(it) }
    if (!hasValue) checkpoint()
    @Suppress("UNCHECKED_CAST") // a scope's value is what its body returned
    return value() as T
}
