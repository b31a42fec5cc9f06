package dev.corral.engine.kernel

/**
 * What a scope ends with, decided once: when its body and every child have ended.
 *
 * The first failure, of the body or of a child that [FAILS_PARENT], wins and has the later ones suppressed in it.
 * Without a failure the body's value counts, also one that it returned after a cancellation, but not one that it had
 * returned before, when the cancellation stopped its children. With neither, the scope was cancelled. A scope that
 * [settles] ends with a value in place of its own time-out or cancellation.
 */
public abstract class Ending internal constructor(parent: Scope?, bits: Int) : Cancellable(parent, bits) {
    @JvmField @Volatile internal var timing: Timing? = null

    /** Whether this scope ends with a value that says how it ended: see [settledValue]. */
    protected open val settles: Boolean
        get() = false

    /** What a scope that [settles] ends with for a body that returned [value]. */
    protected open fun settledValue(value: Any?): Any? = value

    /** What it ends with when its own deadline passed. */
    protected open fun settledExpiry(): Any? = null

    /** What it ends with when it was cancelled itself, and not a scope around it. */
    protected open fun settledCancellation(): Any? = null

    /** Settles, for good, how this scope ends. */
    internal fun decide() {
        val hasFailed = !sealWithoutFailure()
        val error = failure()
        val timedOut = error != null && isOwnExpiry(error)
        // A cancellation that came when only the children ran cut the value off; one that the body outran did not.
        if (has(AWAITING) && cancellation != null) clearBit(HAS_VALUE)
        when {
            hasFailed && !timedOut -> clearBit(HAS_VALUE)
            has(HAS_VALUE) -> replaceWith(if (settles) settledValue(value) else value)
            timedOut ->
                when (val expiry = timing?.outcome()) {
                    is Expiry.Value -> replaceWith(expiry.value)
                    Expiry.Settled -> if (settles) replaceWith(settledExpiry())
                    else -> {}
                }
            settles && isOwnCancellation -> replaceWith(settledCancellation())
        }
        if (!has(HAS_VALUE)) value = null
    }

    /** Whether [error], with which this scope failed, is its own time-out and nothing else. */
    private fun isOwnExpiry(error: Throwable) = timing?.isExpiry(error) == true && error.suppressed.isEmpty()

    /** The exception it ended with, a failure or the cancellation; null if it ended with a value. */
    public fun error(): Throwable? = failure() ?: if (has(HAS_VALUE)) null else cancellation
}

/** The value of this scope, which has ended, or its cancellation, or its failure, as [wrap] makes it, itself. */
internal inline fun <T> Ending.result(wrap: (Throwable) -> Throwable = { it }): T {
    observe()
    failure()?.let { throw wrap(it) }
    if (!hasValue) checkpoint()
    @Suppress("UNCHECKED_CAST") // a scope's value is what its body returned
    return value() as T
}
