package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater
import kotlin.coroutines.Continuation
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

private val STATE = AtomicIntegerFieldUpdater.newUpdater(SuspendWaiter::class.java, "state")

private const val WAITING = 0
private const val CLAIMED = 1
private const val GONE = 2
private const val RESERVED = 3

/**
 * Waits for this; a cancellation ends the wait, and nothing was taken. A cancelled caller does not get as far as taking
 * what is free. What was granted is returned, also if a cancellation comes before the caller goes on.
 */
@Suppress("UNCHECKED_CAST") // what this is a wait for
internal suspend fun <T> Wait<T>.await(): T = awaitFor(Duration.INFINITE) as T

/** As [await], for [timeout] at most: then null. */
internal suspend fun <T : Any> Wait<T>.awaitOrNull(timeout: Duration): T? {
    val got = awaitFor(timeout)
    @Suppress("UNCHECKED_CAST") // what this is a wait for
    return if (got === LATER) null else got as T
}

/** As [await], for [timeout] at most: then [LATER]. */
internal suspend fun Wait<*>.awaitFor(timeout: Duration): Any? = suspendCoroutineUninterceptedOrReturn { caller ->
    val context = caller.context
    val job = context[Job]
    if (SwitchPoint.isUsed) SwitchPoint.here()
    job?.ensureActive()
    val current = context[ScopeElement]?.scope ?: Ambient.current()
    val owner = current?.actor()
    val got = now(owner)
    if (got !== LATER || !timeout.isPositive()) got
    else if (Diagnosis.isUsed) waitDiagnosed(caller, owner, timeout, current)
    else SuspendWaiter(this, owner, current, caller.intercepted(), job).begin(timeout)
}

/** As [await], for a caller who is not cancelled, has asked [Wait.now] and need not say who it is. */
@Suppress("UNCHECKED_CAST") // what this is a wait for
internal suspend fun <T> Wait<T>.awaitLater(): T = awaitInLine() as T

private suspend fun Wait<*>.awaitInLine(): Any? = suspendCoroutineUninterceptedOrReturn { caller ->
    val current = caller.context[ScopeElement]?.scope ?: Ambient.current()
    SuspendWaiter(this, null, current, caller.intercepted(), caller.context[Job]).begin(Duration.INFINITE)
}

/** As [SuspendWaiter.begin], and says so to the diagnosis, if there is one. */
private fun Wait<*>.waitDiagnosed(caller: Continuation<Any?>, owner: Scope?, timeout: Duration, current: Scope?): Any? {
    val context = caller.context
    val diagnosed = DiagnosedContinuation(caller.intercepted())
    val waiter = SuspendWaiter(this, owner, current, diagnosed, context[Job])
    val standing = StandingInLine.of(current, waiter, context, isTimed = timeout != Duration.INFINITE)
    diagnosed.standing = standing
    var isWaiting = false
    try {
        val got = waiter.begin(timeout)
        isWaiting = got === COROUTINE_SUSPENDED
        return got
    } finally {
        if (isWaiting) standing?.examine() else standing?.end()
    }
}

/** Takes note of the end of the wait. */
private class DiagnosedContinuation(private val caller: Continuation<Any?>) : Continuation<Any?> by caller {
    var standing: Standing? = null

    override fun resumeWith(result: Result<Any?>) {
        standing?.end()
        caller.resumeWith(result)
    }
}

/**
 * A coroutine that waits. It is resumed with what it was granted whatever is cancelled after that, so unlike with a
 * `CancellableContinuation` nothing is ever granted in vain.
 */
internal class SuspendWaiter(
    wait: Wait<*>,
    owner: Scope?,
    /** The scope whose code the coroutine is; null outside any task. */
    private val current: Scope?,
    private val caller: Continuation<Any?>,
    private val job: Job?,
) : Waiter(wait, owner), (Throwable?) -> Unit {
    @JvmField @Volatile var state: Int = WAITING
    private var onCancel: DisposableHandle? = null
    private var timer: Clock.Timer? = null

    /** Gets in line; returns what the caller's suspension is to return now. */
    @OptIn(InternalCoroutinesApi::class)
    fun begin(timeout: Duration): Any? {
        if (Probes.isUsed) current?.followed { it.waits(this) }
        // Before the line, where somebody may tell it: nothing is touched after that which the telling touches.
        if (timeout != Duration.INFINITE) {
            val engine = current?.engine ?: Engine.default
            val clock = engine.clock
            timer =
                clock.schedule(clock.after(timeout.inWholeNanoseconds)) {
                    engine.handOvers.execute { end(LATER) }
                }
        }
        onCancel = job?.invokeOnCompletion(onCancelling = true, invokeImmediately = false, handler = this)
        val got =
            try {
                wait.enter(this)
            } catch (t: Throwable) {
                dispose()
                if (!STATE.compareAndSet(this, WAITING, GONE)) return COROUTINE_SUSPENDED
                resumed()
                throw t
            }
        if (got !== LATER) {
            dispose()
            resumed()
            return got
        }
        if (Probes.isUsed) current?.followed { it.queued(this) }
        // Cancelled before it could be heard of.
        if (job != null && !job.isActive && STATE.compareAndSet(this, WAITING, GONE)) {
            dispose()
            val cancellation = job.getCancellationException()
            if (!wait.leave(this, Refusal(cancellation))) return COROUTINE_SUSPENDED
            resumed()
            throw cancellation
        }
        // Ended before it was in line, or before there was something to dispose of.
        if (state != WAITING) {
            if (state == GONE) wait.leave(this)
            dispose()
        }
        return COROUTINE_SUSPENDED
    }

    /** The job is being cancelled. */
    @OptIn(InternalCoroutinesApi::class)
    override fun invoke(cause: Throwable?) {
        end(Refusal(checkNotNull(job).getCancellationException()))
    }

    override fun claim(): Boolean = STATE.compareAndSet(this, WAITING, CLAIMED)

    override fun reserve(): Boolean = STATE.compareAndSet(this, WAITING, RESERVED)

    override fun settle(isClaimed: Boolean) {
        state = if (isClaimed) CLAIMED else WAITING
    }

    override fun tell(outcome: Any?) {
        dispose()
        resumed()
        // Without a dispatcher it goes on here, in the midst of somebody else's code.
        val outer = Ambient.enter(current)
        try {
            if (outcome is Refusal) caller.resumeWithException(outcome.error) else caller.resume(outcome)
        } finally {
            Ambient.leave(current, outer)
        }
    }

    /** Not told of a scope's cancellation, but of its job's. */
    override fun cancelled(scope: Scope) {}

    private fun end(outcome: Any) {
        while (!STATE.compareAndSet(this, WAITING, GONE)) {
            if (state == CLAIMED || state == GONE) return
            Thread.yield()
        }
        if (wait.leave(this, outcome)) tell(outcome)
    }

    private fun resumed() {
        if (Probes.isUsed) current?.followed { it.resumed(this) }
    }

    private fun dispose() {
        onCancel?.dispose()
        timer?.cancel()
    }
}

/** A scope that waits, and does nothing else: it ends when the wait does. */
public class ScopeWaiter(private val scope: Scope, wait: Wait<*>, owner: Scope?) : Waiter(wait, owner) {
    /** The body of the scope. */
    public fun begin() {
        val standing = if (Diagnosis.isUsed && owner != null) StandingInLine.of(scope, this) else null
        if (Probes.isUsed) scope.followed { it.waits(this) }
        val got = wait.enter(this)
        if (Probes.isUsed) scope.followed { if (got === LATER) it.queued(this) else it.resumed(this) }
        if (got === LATER) scope.engage(this) else scope.succeed(got)
        standing?.examine()
    }

    override fun claim(): Boolean = scope.claimWait()

    override fun reserve(): Boolean = scope.reserveWait()

    override fun settle(isClaimed: Boolean): Unit = scope.settleWait(isClaimed)

    override fun tell(outcome: Any?) {
        when {
            outcome is Refusal -> scope.fail(outcome.error)
            outcome === CANCELLED -> scope.stopped()
            else -> scope.succeed(outcome)
        }
    }

    override fun cancelled(scope: Scope) {
        if (!scope.isGranted && wait.leave(this, CANCELLED)) scope.stopped()
    }
}
