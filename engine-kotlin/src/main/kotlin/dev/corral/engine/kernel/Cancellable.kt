package dev.corral.engine.kernel

import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val CANCELLATION =
    AtomicReferenceFieldUpdater.newUpdater(Cancellable::class.java, CancellationException::class.java, "cancellation")

/** Stands in [Cancellable.cancellation] of a wait that has been granted: too late to cancel it. Never thrown. */
private val GRANTED = CancellationException("granted")

/** Stands there for the moment in which it is found out whether a wait can be granted. Never thrown. */
private val RESERVED = CancellationException("reserved")

/**
 * How a scope is asked to stop, and how the request goes down the tree.
 *
 * A request is one exception: made by the scope that was asked, and shared with every scope below it but the shielded
 * ones. So whose cancellation it is that somebody caught is told by its identity.
 */
public abstract class Cancellable internal constructor(parent: Scope?, bits: Int) : Outcome(bits) {
    /** The scope that waits for this one; null for an engine's root alone. */
    internal var parent: Scope? = parent

    /** Set once, by the request that cancelled this scope; shared with the children it went down to. */
    @JvmField @Volatile internal var cancellation: CancellationException? = null

    /** The name in messages. */
    public abstract fun name(): String

    /** A name for a scope that was given none: what it is, a "task" or a "group", and which. */
    protected fun unnamed(what: String): String = unnamed(this, what)

    /** Makes the exception that a cancellation of this very scope is known by; with a stack if it is [traced]. */
    protected abstract fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException

    /** As [newCancellation], for a part of this scope that users take for it. */
    internal fun cancellationOfItsKind(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        newCancellation(message, cause, traced)

    /** Tells the cancellation to the body, which does not run at all if nobody has begun it. */
    internal abstract fun tellBody()

    /** Asks this scope to stop; false if it had been asked, or had ended. Never waits, never runs user code here. */
    public fun cancel(): Boolean =
        !hasEnded && !hasAnswer && cancel(newCancellation("'${name()}' was cancelled", null, true))

    /** Whether a request to cancel comes too late, or is not the first. */
    private val hasAnswer: Boolean
        get() = cancellation.let { it != null && it !== RESERVED }

    internal fun cancelBecauseOf(error: Throwable) {
        if (cancellation == null)
            cancel(newCancellation("'${name()}' was cancelled because of a failure", error, false))
    }

    /** The coroutine around this scope was cancelled, by [cause]. */
    internal fun cancelFromOutside(cause: CancellationException) {
        if (cancellation != null) return
        setBit(CANCELLED_OUTSIDE)
        cancel(cause)
    }

    internal fun cancel(cause: CancellationException): Boolean {
        if (!request(cause)) return false
        var above: Cancellable = this
        var waiting: ArrayDeque<Scope>? = null
        while (true) {
            above.forEachChild { child ->
                if (!child.isShielded && child.request(cause)) {
                    if (child.newest != null) waiting = (waiting ?: ArrayDeque()).apply { addLast(child) }
                    child.tellBody()
                }
            }
            above = waiting?.removeFirstOrNull() ?: break
        }
        tellBody()
        return true
    }

    /** Makes [cause] the cancellation of this very scope; false if there is one, or it has ended. */
    internal fun request(cause: CancellationException): Boolean {
        while (!hasEnded) {
            if (CANCELLATION.compareAndSet(this, null, cause)) return true
            if (hasAnswer) return false
            Thread.yield()
        }
        return false
    }

    /**
     * Settles that this scope, a wait, ends with what its caller has for it: true for one caller, if nobody has
     * cancelled it, and from then on nobody can.
     */
    internal fun claimWait(): Boolean = CANCELLATION.compareAndSet(this, null, GRANTED)

    /** As [claimWait], to be followed at once by [settleWait]; a request to cancel is held up that long. */
    internal fun reserveWait(): Boolean = CANCELLATION.compareAndSet(this, null, RESERVED)

    /** Grants, or not, what was reserved. */
    internal fun settleWait(isGranted: Boolean) {
        cancellation = if (isGranted) GRANTED else null
    }

    /** Whether [claimWait] was true for somebody. */
    internal val isGranted: Boolean
        get() = cancellation === GRANTED

    /** The body is done: cancels the children that only serve it. True if there are others that have not ended. */
    internal fun cancelDaemons(): Boolean {
        var shared: CancellationException? = null
        var hasOthers = false
        forEachChild { child ->
            if (!child.hasEnded) {
                if (!child.has(DAEMON)) {
                    hasOthers = true
                } else if (!child.isShielded) {
                    child.cancel(
                        shared ?: newCancellation("'${name()}' needed it no longer", null, false).also { shared = it }
                    )
                }
            }
        }
        return hasOthers
    }

    /** Asks the whole subtree to finish in its own time: loops see [isStopping], no further work is accepted. */
    internal fun stopSoftly() {
        setBit(STOPPING)
    }

    public val isCancelled: Boolean
        get() = cancellation.let { it != null && it !== GRANTED && it !== RESERVED }

    /** Whether this scope or one around it was asked to finish. */
    public val isStopping: Boolean
        get() {
            if (isCancelled) return true
            var scope: Cancellable? = this
            while (scope != null) {
                if (scope.has(STOPPING)) return true
                scope = scope.parent
            }
            return false
        }

    /** Whether this very scope was cancelled, not one around it. */
    public val isOwnCancellation: Boolean
        get() = cancellation.let { it != null && it !== parent?.cancellation } && !has(CANCELLED_OUTSIDE)

    /**
     * Whether [error] is a cancellation of this scope or of one around it, told by identity: an exception of the same
     * type that a user threw, or that belongs to somebody else's scope, is a failure like any other.
     */
    internal open fun isOurs(error: Throwable): Boolean {
        var scope: Cancellable? = this
        while (scope != null) {
            if (scope.cancellation === error) return true
            scope = scope.parent
        }
        return false
    }

    /** The exception that the cancellation of this scope is known by; null if nobody cancelled it. */
    internal fun cancellationCause(): CancellationException? = cancellation

    /** Throws the cancellation, if there is one. */
    public fun checkpoint() {
        cancellation?.let { throw it }
    }
}
