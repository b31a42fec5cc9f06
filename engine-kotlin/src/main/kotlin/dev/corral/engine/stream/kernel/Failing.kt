package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.parentScope
import java.util.concurrent.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive

/** Tells the failures of [down] from those of the source. */
internal class WatchedSink<T>(private val down: Sink<T>) : Sink<T>() {
    /** Whether what ends the run came from further down. */
    var hasFailed = false
        private set

    /** Whether further down there is enough: what fails then is the source's way to close. */
    var hadEnough = false
        private set

    private val relay =
        object : Relay<Demand, Demand>() {
            override fun answered(answer: Demand) = answer.also { if (it === Demand.ENOUGH) hadEnough = true }

            override fun failed(error: Throwable) {
                hasFailed = true
            }
        }

    override suspend fun emit(element: T): Demand = relay.relay { emitOrSuspend(down, element, it) }
}

/** Whether [error] is the cancellation of the calling task, and not a failure that looks like one. */
internal suspend fun isOwnCancellation(error: Throwable): Boolean =
    error is CancellationException && !currentCoroutineContext().isActive

/** Runs [emit], which passes on what came before the failure [error]; a failure of its own is suppressed in that. */
internal suspend inline fun beforeFailing(error: Throwable, emit: () -> Unit) {
    try {
        emit()
    } catch (t: Throwable) {
        attach(error, t)
    }
}

/** Suppresses [later] in [first], or tells the handler for unobserved failures if that cannot be done. */
internal suspend fun attach(first: Throwable, later: Throwable) {
    if (first === later) return
    val isAttached =
        try {
            first.addSuppressed(later)
            first.suppressed.lastOrNull() === later
        } catch (_: Throwable) {
            false
        }
    if (!isAttached) parentScope().let { it.engine.report(it, later) }
}
