package dev.corral.engine.kernel

import java.nio.channels.ClosedByInterruptException

private val INTERRUPTS = ThreadLocal<Interrupts?>()

/**
 * Runs [body] on this thread as the body of this scope. A cancellation interrupts the thread while it runs, and the
 * `InterruptedException` that comes of it is that cancellation; one that the body raised by itself is a failure.
 */
public inline fun Scope.runInterruptibly(body: () -> Any?) {
    val interrupts = beginInterruptible()
    val result =
        try {
            within(body)
        } catch (t: Throwable) {
            return failInterruptible(interrupts, t)
        }
    endInterruptible(interrupts)
    succeed(result)
}

@PublishedApi
internal fun Scope.beginInterruptible(): Interrupts {
    val interrupts = Interrupts(Thread.currentThread(), this, INTERRUPTS.get())
    INTERRUPTS.set(interrupts)
    engage(interrupts)
    return interrupts
}

@PublishedApi
internal fun Scope.endInterruptible(interrupts: Interrupts) {
    release(interrupts)
    interrupts.close()
    if (interrupts.outer == null) INTERRUPTS.remove() else INTERRUPTS.set(interrupts.outer)
}

@PublishedApi
internal fun Scope.failInterruptible(interrupts: Interrupts, error: Throwable) {
    val sent = interrupts.wereSent
    endInterruptible(interrupts)
    val plain = unwrap(error)
    if (sent && (plain is InterruptedException || plain is ClosedByInterruptException)) stopped() else fail(plain)
}

/** Runs [body] with interrupts for the task of this thread held back; one that comes is sent again at the end. */
public inline fun <R> withoutInterrupts(body: () -> R): R {
    val interrupts = currentInterrupts() ?: return body()
    val before = interrupts.mask()
    try {
        return body()
    } finally {
        interrupts.unmask(before)
    }
}

@PublishedApi internal fun currentInterrupts(): Interrupts? = INTERRUPTS.get()
