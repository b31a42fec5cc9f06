package dev.corral.engine.kernel

import java.util.concurrent.CancellationException
import java.util.concurrent.TimeoutException
import kotlin.coroutines.Continuation
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.createCoroutineUnintercepted
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.CompletableJob
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.currentCoroutineContext

/**
 * A scope whose body is a suspend function, run as a coroutine.
 *
 * The body has a [Job] of its own, so that whatever it calls in kotlinx.coroutines sees the cancellations of this
 * scope. The scope, not the job, decides the outcome: the body's result comes straight from its continuation, never
 * through kotlinx's exception copies, and a failure of the body does not cancel the coroutine that waits for it.
 *
 * An operation, which a coroutine runs and waits for, has a job that is a child of that coroutine's: a cancellation of
 * the surrounding Kotlin scope reaches it there. A spawned task has a job that stands alone: what cancels and awaits it
 * is its group.
 */
internal abstract class SuspendScope<T>(parent: Scope, bits: Int) : Scope(parent, bits) {
    private lateinit var job: CompletableJob

    /** The body. */
    protected abstract suspend fun body(): T

    override val installsElements: Boolean
        get() = false

    override fun begin() = error("'${name()}' is started by its caller")

    /**
     * Runs the body on the thread, and then in the context, of the calling coroutine; returns when this scope ended.
     */
    suspend fun runHere(): T {
        suspendCoroutineUninterceptedOrReturn { caller ->
            state = state or if (caller.context.isOutOfReach()) SHIELDED or INLINE else INLINE
            attachToLiving()
            launchHere(caller.context)
            resumeAtEnd(caller)
        }
        return result()
    }

    /** Runs the body on this thread up to its first suspension, and from there on in [context]. */
    fun launchHere(context: CoroutineContext) {
        beforeBody()
        val completion = Completion(context, context[Job].takeUnless { isShielded && !context.isOutOfReach() })
        if (!claimForCaller()) return job.complete().let {}
        val result =
            try {
                completion.element.within(completion.context) { ::body.startCoroutineUninterceptedOrReturn(completion) }
            } catch (t: Throwable) {
                return completion.resumeWith(Result.failure(t))
            }
        @Suppress("UNCHECKED_CAST") // what body returns
        if (result !== COROUTINE_SUSPENDED) completion.resumeWith(Result.success(result as T)) else armDeadline()
    }

    /** Has the dispatcher of [context], or else the default one, run the body. */
    fun dispatchBody(context: CoroutineContext) {
        if (hasBegun) return
        beforeBody()
        val dispatched = if (context[ContinuationInterceptor] == null) context + Dispatchers.Default else context
        val completion = Completion(dispatched, null)
        armDeadline()
        try {
            ::claimedBody.createCoroutineUnintercepted(completion).intercepted().resume(Unit)
        } catch (t: Throwable) {
            if (claimForCaller()) completion.resumeWith(Result.failure(t))
        }
    }

    /** What there is to prepare once this scope is attached: its deadline. */
    protected open fun beforeBody() {}

    private suspend fun claimedBody(): Any? = if (claimForCaller()) body() else NotRun

    @OptIn(InternalCoroutinesApi::class)
    private fun newJob(parentJob: Job?): Job {
        job = Job(parentJob)
        job.invokeOnCompletion(onCancelling = true) { cause -> if (cause != null) cancelledAsJob(cause) }
        engage(CancelJob(job))
        return job
    }

    /**
     * The body's job was cancelled: by this scope, by the coroutine around it, or by a coroutine that the body left.
     */
    private fun cancelledAsJob(cause: Throwable) {
        if (cause is CancellationException) cancelFromOutside(cause) else raise(cause)
    }

    private fun bodyCompleted(result: Result<Any?>) {
        // Coroutines that the body launched in its own job and did not wait for.
        if (job.children.any() && hold()) {
            job.complete()
            job.invokeOnCompletion { letGo() }
        }
        result.fold(onSuccess = ::succeed, onFailure = { fail(plain(it)) })
    }

    /** The failure that a body which threw [error] ends with. */
    fun plain(error: Throwable): Throwable = asTimeout(original(error))

    /** What the user threw: with assertions on, kotlinx hands on a copy with the coroutine's frames in its trace. */
    private fun original(error: Throwable): Throwable {
        val cause = causeOf(error)?.takeIf { it.javaClass == error.javaClass } ?: return error
        return if (error.stackTrace.any { it.className.startsWith("_COROUTINE") }) original(cause) else error
    }

    /** A hostile exception has none: kotlinx could not have copied it. */
    private fun causeOf(error: Throwable): Throwable? =
        try {
            error.cause
        } catch (_: Throwable) {
            null
        }

    /** A time-out of kotlinx.coroutines that nobody caught is a failure here, not a silent cancellation. */
    private fun asTimeout(error: Throwable): Throwable =
        if (error is TimeoutCancellationException && !isOurs(error)) {
            TimeoutException("'${name()}': ${error.message}").initCause(error)
        } else {
            error
        }

    /** Kotlin wraps a job's cancellation on the way to those who wait; the cause tells whose it is. */
    override fun isOurs(error: Throwable): Boolean {
        if (super.isOurs(error)) return true
        if (!isCancelled || error !is CancellationException) return false
        var cause = causeOf(error)
        var depth = 0
        while (cause != null && depth++ < MAX_CAUSES) {
            if (super.isOurs(cause)) return true
            cause = causeOf(cause)
        }
        return false
    }

    override fun ended() {
        if (::job.isInitialized) job.complete()
    }

    override fun isBody(job: Any?): Boolean = ::job.isInitialized && this.job === job

    /** Coroutines that the body launched. */
    override fun hasStrays(): Boolean =
        !::job.isInitialized || job.children.any { child -> child.isActive && liveChildren().none { it.isBody(child) } }

    private inner class Completion(caller: CoroutineContext, parentJob: Job?) : Continuation<Any?> {
        val element = ScopeElement(this@SuspendScope)
        override val context: CoroutineContext = wrapping(caller) + newJob(parentJob) + element

        override fun resumeWith(result: Result<Any?>) {
            if (result.getOrNull() !== NotRun) bodyCompleted(result)
        }
    }
}

/** Stands for the result of a body that was cancelled before it began. */
private object NotRun

/** A cyclic chain of causes ends here. */
private const val MAX_CAUSES = 32

private class CancelJob(private val job: Job) : Hook() {
    override fun cancelled(scope: Scope) = job.cancel(scope.cancellationCause())
}

/**
 * Whether the coroutine is one that a cancellation of its scope does not reach, such as a clean-up in `NonCancellable`:
 * what it begins is not reached either. Its own job tells: that of the scope's body is not above it.
 */
@OptIn(ExperimentalCoroutinesApi::class)
private fun CoroutineContext.isOutOfReach(): Boolean {
    val scope = this[ScopeElement]?.scope ?: return this[Job] === NonCancellable
    var job = this[Job] ?: return false
    while (!scope.isBody(job)) job = job.parent ?: return true
    return false
}

/** Has [caller] go on when this scope has ended; returns what its suspension is to return now. */
private fun Scope.resumeAtEnd(caller: Continuation<Unit>): Any {
    if (hasEnded) return Unit
    val waiter = caller.intercepted()
    val standing = if (Diagnosis.isUsed) StandingCoroutine.of(this, caller.context) else null
    listen(Listener { waiter.resume(Unit) })
    standing?.examine()
    return COROUTINE_SUSPENDED
}

/**
 * Begins this scope, an operation, and suspends until it has ended. A cancellation of the calling coroutine goes to the
 * scope, whose end is waited for all the same.
 *
 * @param prepare called when the scope is attached, before its body begins
 */
internal suspend fun Scope.cancelWithCaller(prepare: () -> Unit = {}): Unit = cancelWithCaller(prepare, ::run)

/** As the other one, for a scope that [start] has run, here or elsewhere. */
@OptIn(InternalCoroutinesApi::class)
internal suspend fun Scope.cancelWithCaller(prepare: () -> Unit, start: () -> Unit) {
    val job = currentCoroutineContext()[Job]
    if (currentCoroutineContext().isOutOfReach()) mark(SHIELDED)
    attachToLiving()
    prepare()
    val link =
        job?.invokeOnCompletion(onCancelling = true) {
            if (it != null) cancelFromOutside(job.getCancellationException())
        }
    start()
    suspendCoroutineUninterceptedOrReturn { resumeAtEnd(it) }
    link?.dispose()
}

/** Suspends until this scope, a child of the calling one, which cancels it in time, has ended; returns its value. */
internal suspend fun Scope.awaitOwned(): Any? {
    suspendCoroutineUninterceptedOrReturn { resumeAtEnd(it) }
    return result()
}

/** Suspends until this scope, which the caller has cancelled or will not leave behind, has ended, however long. */
internal suspend fun Scope.awaitEnded(): Unit = suspendCoroutineUninterceptedOrReturn { resumeAtEnd(it) }
