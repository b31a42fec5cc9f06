package dev.corral.engine.stream.kernel

import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * Where one coroutine waits for others to have done something; which it then looks for itself, and waits again.
 *
 * One ring is kept for whoever comes to wait later, as a thread's permit to be parked is. So nothing is missed if what
 * is done is done before the ring, and looked for after each wait; and to ring for one who is busy costs a look.
 */
internal class Signal {
    /** Null, [RUNG], or who waits. */
    private val state = AtomicReference<Any?>()

    /** Never waits, on any thread. What the caller did last must be volatile. */
    fun ring() {
        while (true) {
            val seen = state.get()
            if (seen === RUNG) return
            if (seen == null) {
                if (state.compareAndSet(null, RUNG)) return
            } else if (state.compareAndSet(seen, null)) {
                @Suppress("UNCHECKED_CAST") // who waits
                return (seen as CancellableContinuation<Unit>).resume(Unit)
            }
        }
    }

    /** Suspends until it is rung, or was since the last time; a cancellation ends the wait. */
    suspend fun await() {
        if (state.compareAndSet(RUNG, null)) return
        suspendCancellableCoroutine { waiter ->
            // Another one there is left over from a wait that was cancelled.
            if (state.getAndSet(waiter) === RUNG && state.compareAndSet(waiter, null)) waiter.resume(Unit)
        }
    }

    private companion object {
        val RUNG = Any()
    }
}
