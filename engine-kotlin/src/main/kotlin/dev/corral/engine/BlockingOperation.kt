package dev.corral.engine

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Finding
import dev.corral.engine.kernel.SHIELDED
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.result
import dev.corral.engine.kernel.runInterruptibly
import dev.corral.engine.kernel.runShieldedHere
import java.util.concurrent.CancellationException

/** A body that blocks its thread, as a scope. */
internal open class BlockingOperation<T>(
    parent: Scope,
    private val name: String?,
    bits: Int,
    private val onUndelivered: ((T) -> Unit)? = null,
    protected val body: () -> T,
) : Scope(parent, bits) {
    override fun begin() = runInterruptibly(body = body)

    override fun name(): String = name ?: unnamed("task")

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name(), message, cause, traced)

    override fun newDeadlock(finding: Finding): Throwable = DeadlockException(DeadlockReport(finding))

    override val disposes: Boolean
        get() = onUndelivered != null || value() is Permit

    override fun isPermit(value: Any?): Boolean = value is Permit

    override fun undelivered(value: Any?) {
        @Suppress("UNCHECKED_CAST") // the value is the body's
        if (onUndelivered != null) onUndelivered(value as T) else if (value is Permit) value.close()
    }
}

/** The same, on a thread of somebody else's. */
internal class LentThread<T>(parent: Scope, name: String, body: () -> T) :
    BlockingOperation<T>(parent, name, 0, body = body) {
    override fun begin() = runInterruptibly(isLent = true, body)
}

/** Runs [body] on this thread as an operation called [name] that nothing outside cancels or interrupts. */
internal fun <T> shieldedOnThisThread(name: String, body: () -> T): T {
    val shield = BlockingOperation(Ambient.parent(), name, SHIELDED, body = body)
    shield.runShieldedHere(body)
    return shield.result()
}
