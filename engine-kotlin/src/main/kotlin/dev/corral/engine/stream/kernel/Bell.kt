package dev.corral.engine.stream.kernel

import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * Where one coroutine waits until something holds that others bring about; whoever may have done so [ring]s.
 *
 * No ring is missed: who waits is announced first and looks afterwards, and who rings has changed first what is looked
 * at. A ring carries nothing, so one that comes in vain, or meets a cancellation, loses nothing.
 */
internal class Bell {
    private val waiter = AtomicReference<CancellableContinuation<Unit>?>()

    /** Suspends until [isOver], which must not suspend, ring or throw. A cancellation ends the wait. */
    suspend inline fun await(crossinline isOver: () -> Boolean) {
        while (!isOver()) {
            suspendCancellableCoroutine { waiting ->
                waiter.set(waiting)
                if (isOver()) wake(waiting)
            }
        }
    }

    /** Has whoever waits look again. Not to be called behind a monitor: that may be right here. */
    fun ring() {
        wake(waiter.get() ?: return)
    }

    private fun wake(waiting: CancellableContinuation<Unit>) {
        if (waiter.compareAndSet(waiting, null)) waiting.resume(Unit)
    }
}
