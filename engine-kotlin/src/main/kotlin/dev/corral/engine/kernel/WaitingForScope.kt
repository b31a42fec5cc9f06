package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * A thread that waits for [target] to end, and then, if it [looks], returns or throws what it ended with.
 *
 * Who [looks] has observed a failure once [target] has ended with it, not only when the thread gets to run: meanwhile
 * the parent may end, which tells of what nobody observed. A cancellation that comes after that is too late to end the
 * wait.
 */
internal class WaitingForScope(private val target: Scope, private val looks: Boolean = false) : Waiting() {
    /** Whether [target] failed, and that is observed because of this wait. */
    private var hasSeen = false

    override val isOver: Boolean
        get() = target.hasEnded

    override val subject: String
        get() = "'${target.name()}'"

    override val awaited: Scope
        get() = target

    override fun subscribe(thread: Thread): Any = Wake(thread, task, looks).also(target::listen)

    override fun unsubscribe(subscription: Any?) {
        hasSeen = (subscription as Wake).leave()
    }

    override fun help() {
        refuseInside(Ambient.current(), target)
        target.help()
    }

    override fun isGranted(waiter: Scope): Boolean {
        if (hasSeen) return true
        if (!target.has(GRANTS)) return false
        // It is cancelled with the waiter, but perhaps not yet; after this it has been, or never will be.
        if (!target.hasEnded && target.isInside(waiter)) target.cancel()
        if (target.isGranted) WaitingForScope(target).awaitTheEnd()
        return target.hasEnded && target.hasValue
    }

    private class Wake(private val thread: Thread, private var waiter: Scope?, private val looks: Boolean) :
        Listener() {
        /** Whether the end of the wait, or the failure of what was waited for, came first. */
        private val isDecided = AtomicBoolean()

        /** The wait is over; returns whether a failure was observed because of it. */
        fun leave(): Boolean {
            take()
            val hasSeen = !isDecided.compareAndSet(false, true)
            // This may stay linked for long.
            waiter = null
            return hasSeen
        }

        override fun ended(scope: Scope) {
            val isToSee = looks && scope.failure() != null && waiter?.isBeingCancelled() != true
            if (isToSee && isDecided.compareAndSet(false, true)) scope.observe()
            LockSupport.unpark(thread)
        }
    }

    companion object {
        /**
         * Waits for the end of [scope], which the caller answers for. If the wait is cancelled or interrupted, so is
         * [scope], and its end is still waited for. With a value that it returned all the same, an interrupt is kept
         * for later; otherwise what cut the wait short is thrown, unless [scope] failed.
         */
        fun awaitOwn(scope: Scope) {
            refuseInside(Ambient.current(), scope)
            val cut =
                try {
                    return WaitingForScope(scope, looks = true).awaitInterruptibly()
                } catch (e: InterruptedException) {
                    e
                } catch (e: RuntimeException) {
                    // Cancelled, or refused as part of a deadlock.
                    e
                }
            scope.cancel()
            WaitingForScope(scope, looks = true).awaitTheEnd()
            if (scope.failure() == null && !scope.hasValue) throw cut
            if (cut is InterruptedException) Thread.currentThread().interrupt()
        }

        /** Refuses that [waiter] waits for [target], if it is a part of it. */
        fun refuseInside(waiter: Scope?, target: Scope) {
            val awaited = target.awaited()
            check(waiter == null || !waiter.isInside(awaited)) {
                "'${waiter?.name()}' waits for '${awaited.name()}', which cannot end before it"
            }
        }
    }
}

/**
 * Suspends until this scope has ended. A cancellation of the caller ends the wait, not the scope; a cancelled caller
 * does not get as far as waiting.
 */
internal suspend fun Scope.awaitEnd() {
    val waiter = currentScope()
    WaitingForScope.refuseInside(waiter, this)
    // Of the coroutine, not of the scope: a clean-up in NonCancellable may wait.
    currentCoroutineContext().ensureActive()
    if (hasEnded) return
    if (Probes.isUsed && waiter != null) awaitEndProbed(waiter) else suspendUntilEnd()
}

private suspend fun Scope.awaitEndProbed(waiter: Scope) = waiter.probed(AwaitedEnd(this)) { suspendUntilEnd() }

/** The end of [target], which a coroutine waits for, or a body that returned its future. */
internal class AwaitedEnd(private val target: Scope) : Awaited {
    override val awaitedSubject: String
        get() = "'${target.name()}'"

    override fun awaitedHolders(): List<Scope> = listOf(target)
}

private suspend fun Scope.suspendUntilEnd() {
    suspendCancellableCoroutine { continuation ->
        val resume = Listener { continuation.resume(Unit) }
        val standing =
            if (!Diagnosis.isUsed) null
            else
                StandingCoroutine.of(this, continuation.context) { error ->
                    if (resume.take()) ({ continuation.resumeWithException(error) }) else null
                }
        listen(resume)
        continuation.invokeOnCancellation {
            resume.take()
            standing?.end()
        }
        standing?.examine()
    }
}
