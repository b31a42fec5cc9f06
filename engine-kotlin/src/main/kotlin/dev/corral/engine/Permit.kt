package dev.corral.engine

import dev.corral.engine.kernel.Lender
import java.lang.ref.WeakReference

/**
 * What a lock, a semaphore or a limiter grants, and the proof that it did: whoever has it may [close] it, on any thread
 * and in any task. Closed again, it does nothing. One that nobody will receive, as the value of a race's loser, is
 * closed by Corral.
 *
 * ```kotlin
 * lock.acquire().use { log.info("transferred") }
 * ```
 *
 * What its holder did before [close] happens-before the return of the wait that is granted next.
 */
public abstract class Permit internal constructor() : AutoCloseable {
    /** Gives it back, and to the first one in line if somebody waits for it. Never waits. */
    abstract override fun close()

    /** What it is a permit of, in messages. */
    internal abstract val subject: String

    /** Whether it has not been given back. */
    internal abstract val isOpen: Boolean

    /** For whoever tracks it, which must not keep it. */
    internal open fun lender(): Lender = LenderOf(this)

    /** Nobody can close it any more: calls [tell] when nobody can give it back by other means either. */
    internal open fun dropped(tell: () -> Unit) {
        if (isOpen) tell()
    }
}

/** The lender of [permit], which it knows: while nobody else does, it was given back or its lender is gone. */
private class LenderOf(permit: Permit) : Lender {
    private val permit = WeakReference(permit)

    override val isOut: Boolean
        get() = permit.get()?.isOpen == true

    override fun dropped(tell: () -> Unit) {
        permit.get()?.dropped(tell)
    }
}
