package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater

private val STATE = AtomicIntegerFieldUpdater.newUpdater(Interrupts::class.java, "state")

private const val WORKING = 0
private const val SENDING = 1
private const val SENT = 2
private const val MASKED = 3
private const val DONE = 4

/**
 * Carries a cancellation to a blocking body as an interrupt of its thread, and to nobody else.
 *
 * ```text
 *               cancelled                 interrupt sent
 *   WORKING ----------------> SENDING ---------------------> SENT
 *    |   ^                                                     |
 *    |   +-- unmask -- MASKED (a cancellation waits here)      |
 *    |        mask -->                                         |
 *    +-----------------------> DONE <--------------------------+
 * ```
 *
 * The body's thread moves on to the next job only from DONE. It gets there from WORKING, and then no interrupt can be
 * sent any more, or from SENT, and then it has come, and its flag is cleared. In between it waits for the sender, who
 * does nothing but the interrupt. The design is that of kotlinx.coroutines' `runInterruptible`.
 */
public class Interrupts
internal constructor(
    internal val thread: Thread,
    private val scope: Scope,
    /** Those of the body that this one runs inside of, on the same thread. */
    internal val outer: Interrupts?,
    /** Whether interrupts that are not for the scope are the body's business, and its thread's owner's. */
    private val isLent: Boolean = false,
) : Hook() {
    @JvmField @Volatile internal var state: Int = WORKING

    /** An interrupt for whoever lent the thread; not this body's. */
    private val before = !isLent && Thread.interrupted()

    override fun cancelled(scope: Scope) {
        if (STATE.compareAndSet(this, WORKING, SENDING)) {
            thread.interrupt()
            if (Probes.isUsed) scope.followed { it.interrupted(thread) }
            state = SENT
        }
    }

    /** Whether the thread was interrupted for its task. */
    internal val wereSent: Boolean
        get() = state.let { it == SENDING || it == SENT }

    /** The body is done: no interrupt comes after this, and none that came stays behind. */
    internal fun close() {
        if (STATE.compareAndSet(this, WORKING, DONE)) {
            if (!isLent) Thread.interrupted()
        } else {
            awaitSent()
            state = DONE
            Thread.interrupted()
        }
        if (before) thread.interrupt()
    }

    /** Holds interrupts back, one that has come included; what it returns goes to [unmask]. */
    @PublishedApi
    internal fun mask(): Int {
        if (STATE.compareAndSet(this, WORKING, MASKED)) return WORKING
        if (state == MASKED) return MASKED
        awaitSent()
        // One that the body has answered to already does not come again.
        return if (Thread.interrupted()) SENT else DONE
    }

    /** Undoes [mask], and interrupts the thread now if its task was cancelled meanwhile. */
    @PublishedApi
    internal fun unmask(before: Int) {
        when (before) {
            SENT -> thread.interrupt()
            WORKING -> {
                state = WORKING
                if (scope.isCancelled) cancelled(scope)
            }
        }
    }

    private fun awaitSent() {
        while (state == SENDING) Thread.onSpinWait()
    }
}
