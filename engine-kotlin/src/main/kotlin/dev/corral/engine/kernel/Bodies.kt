package dev.corral.engine.kernel

import java.io.InterruptedIOException
import java.net.SocketTimeoutException
import java.nio.channels.ClosedByInterruptException
import java.nio.channels.FileLockInterruptionException

private val INTERRUPTS = ThreadLocal<Interrupts?>()

/**
 * Runs [body] on this thread as the body of this scope. A cancellation interrupts the thread while it runs, and the
 * `InterruptedException` that comes of it is that cancellation; one that the body raised by itself is a failure.
 *
 * @param isLent the thread belongs to somebody else, who may interrupt it too: that reaches the body as any other code
 *   of the thread, and what it does not answer to is left for its owner
 */
internal inline fun Scope.runInterruptibly(isLent: Boolean = false, crossinline body: () -> Any?) {
    val interrupts = beginInterruptible(isLent)
    val result =
        try {
            withinBody(body)
        } catch (t: Throwable) {
            return failInterruptible(interrupts, t)
        }
    endInterruptible(interrupts)
    succeed(result)
}

internal fun Scope.beginInterruptible(isLent: Boolean = false): Interrupts {
    val interrupts = Interrupts(Thread.currentThread(), this, INTERRUPTS.get(), isLent)
    INTERRUPTS.set(interrupts)
    engage(interrupts)
    return interrupts
}

internal fun Scope.endInterruptible(interrupts: Interrupts) {
    release(interrupts)
    interrupts.close()
    INTERRUPTS.set(interrupts.outer)
}

internal fun Scope.failInterruptible(interrupts: Interrupts, error: Throwable) {
    val sent = interrupts.wereSent
    endInterruptible(interrupts)
    val plain = unwrap(error)
    when {
        sent && saysInterrupted(plain) -> stopped()
        has(ACTION_CALLED) && plain is Exception && plain !is RuntimeException -> stoppedBy(plain)
        else -> fail(plain)
    }
}

/** A statement that was cancelled, a socket that was closed: the checked exception is kept, but it is no failure. */
private fun Scope.stoppedBy(answer: Exception) {
    cancellationCause()?.let { if (it !== answer) it.addSuppressed(answer) }
    stopped()
}

/** Whether [error] is how a blocking call of the JDK answers to an interrupt. */
internal fun saysInterrupted(error: Throwable) =
    error is InterruptedException ||
        error is ClosedByInterruptException ||
        error is FileLockInterruptionException ||
        (error is InterruptedIOException && error !is SocketTimeoutException)

/** Runs [body] with interrupts for the task of this thread held back; one that comes is sent again at the end. */
internal inline fun <R> withoutInterrupts(body: () -> R): R {
    val interrupts = currentInterrupts() ?: return body()
    val before = interrupts.mask()
    try {
        return body()
    } finally {
        interrupts.unmask(before)
    }
}

/** Runs [body] on this thread as the body of this scope, a shield, and waits for whatever it began. */
internal fun Scope.runShieldedHere(body: () -> Any?) {
    attachToLiving()
    check(claimForCaller()) { "'${name()}' was started twice" }
    withoutInterrupts {
        try {
            succeed(withinBody(body))
        } catch (t: Throwable) {
            fail(t)
        }
        WaitingForScope(this).awaitTheEnd()
    }
}

internal fun currentInterrupts(): Interrupts? = INTERRUPTS.get()
