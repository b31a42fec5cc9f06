package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
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

    /** Suspends until [isOver], which must not suspend nor ring. A cancellation ends the wait. */
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

/**
 * Rings [bell] at a time that is moved often.
 *
 * A timer that is too early is left alone: it rings in vain, and whoever wakes sets the alarm anew. So the timers are
 * as many as the times in which nothing moved, and not as many as the elements.
 */
internal class Alarm(private val engine: Engine, private val bell: Bell) {
    private var pending: Firing? = null

    /** Rings at [at], or earlier. */
    @Synchronized
    fun set(at: Long) {
        val earlier = pending
        if (at == FOREVER || (earlier != null && earlier.at <= at)) return
        earlier?.timer?.cancel()
        val firing = Firing(at)
        pending = firing
        firing.timer = engine.clock.schedule(at, firing)
    }

    /** Leaves no timer. */
    @Synchronized
    fun clear() {
        pending?.timer?.cancel()
        pending = null
    }

    @Synchronized
    private fun fired(firing: Firing) {
        if (pending === firing) pending = null
    }

    private inner class Firing(val at: Long) : Runnable {
        var timer: Clock.Timer? = null

        override fun run() {
            fired(this)
            engine.handOvers.execute(bell::ring)
        }
    }
}
