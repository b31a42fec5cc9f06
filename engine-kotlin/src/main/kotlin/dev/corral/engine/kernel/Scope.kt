package dev.corral.engine.kernel

import java.util.concurrent.CancellationException
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val CANCELLATION =
    AtomicReferenceFieldUpdater.newUpdater(Scope::class.java, CancellationException::class.java, "cancellation")
private val ENGAGED = AtomicReferenceFieldUpdater.newUpdater(Scope::class.java, Any::class.java, "engaged")

/**
 * One node of the tree of everything that runs: a task, a group, a deadline, a shield.
 *
 * ```
 *              start()                succeed, fail              last child ended
 *   PENDING ------------> RUNNING ---------------> BODY_ENDED ------------------> ENDED
 *      |                                               ^
 *      +------------- cancelled before it began -------+
 * ```
 *
 * A scope *runs its body* once, or never if it is cancelled first. The body *completes* with a value or a failure. The
 * scope *ends* when its body has completed and every child has ended; only then does anybody waiting for it learn of
 * it, which is what makes "done" mean "nothing is left running". A cancellation is a request beside these states: it
 * goes down to every child that is not shielded and is told to the body, which ends in its own time.
 *
 * The outcome is decided when the scope ends. The first failure, of the body or of a child that [FAILS_PARENT], wins
 * and has the later ones suppressed in it. Without a failure the body's value counts, also one that it returned after a
 * cancellation, but not one that it had returned before, when the cancellation stopped its children. With neither, the
 * scope was cancelled.
 *
 * Every transition is one compare-and-set on [state], [cancellation] or [failure]; no lock is held while another scope
 * is called. Walks down and up the tree are loops, so depth costs no stack.
 */
public abstract class Scope
protected constructor(
    parent: Scope?,
    bits: Int,
) : Outcome(bits) {
    /** The scope that waits for this one; null for an engine's root alone. */
    public var parent: Scope? = parent
        private set

    /** Set once, by the request that cancelled this scope; shared with the children it went down to. */
    @JvmField @Volatile internal var cancellation: CancellationException? = null

    /** What a cancellation has to be told to while the body runs: taken by whoever tells it. */
    @JvmField @Volatile internal var engaged: Any? = null

    /** Further ears for a cancellation, such as a thread of the body that waits; see [hook]. */
    @JvmField @Volatile internal var hooks: Hook? = null

    @JvmField @Volatile internal var listeners: Listener? = null

    @JvmField @Volatile internal var timing: Timing? = null

    /** What the thread that handed the work over had bound to it. */
    @JvmField internal var carried: ContextSnapshot? = null

    /** The threads, clock and handlers of this scope: those of the nearest scope around it that has its own. */
    public val engine: Engine
        get() {
            var scope: Scope = this
            while (true) {
                scope.ownEngine()?.let {
                    return it
                }
                scope = checkNotNull(scope.parent)
            }
        }

    /** The engine of a scope that has one of its own. */
    protected open fun ownEngine(): Engine? = null

    /** The name in messages. */
    public abstract fun name(): String

    /** Runs the body, which ends by [succeed] or [fail], at once or later, on any thread. */
    protected abstract fun begin()

    /** Tells a cancellation to what the body was [engage]d with. */
    protected open fun disengage(engagement: Any) {
        (engagement as Hook).cancelled(this)
    }

    /** Makes the exception that a cancellation of this very scope is known by. */
    protected abstract fun newCancellation(message: String, cause: Throwable?): CancellationException

    /** Called once, when the scope has ended, before anybody who waits is told. */
    protected open fun ended() {}

    /** Disposes of a value that nobody will receive; runs on a callback thread. */
    @Throws(Exception::class) protected open fun undelivered(value: Any?) {}

    /** Whether [undelivered] does anything. */
    protected open val disposes: Boolean
        get() = false

    /** Told of each child that failed; runs on a callback thread, and this scope does not end before it returns. */
    protected open fun childFailed(child: Scope, error: Throwable) {}

    /** Whether this scope ends with a value that says how it ended: see [settledValue]. */
    protected open val settles: Boolean
        get() = false

    /** What a scope that [settles] ends with for a body that returned [value]. */
    protected open fun settledValue(value: Any?): Any? = value

    /** What it ends with when its own deadline passed. */
    protected open fun settledExpiry(): Any? = null

    /** What it ends with when it was cancelled itself, and not a scope around it. */
    protected open fun settledCancellation(): Any? = null

    /** The thread that opened this group and may run its children while it waits for it. */
    public open fun opener(): Thread? = null

    /** Whether [childFailed] does anything. */
    protected open val hearsFailures: Boolean
        get() = false

    /**
     * Makes this scope a child of its parent; the first thing to call. False if the parent has ended, and nothing was
     * done. A child of a cancelled parent is cancelled here, before it could begin.
     */
    public fun attach(): Boolean {
        val above = checkNotNull(parent)
        carried = engine.captureContext()
        if (!above.adopt(this)) return false
        above.timing?.arm()
        if (!isShielded) above.cancellation?.let { cancel(it) }
        return true
    }

    /**
     * As [attach], for a task of a group: it does not run if the group is finishing, or its body is done without it.
     */
    public fun attachAsTask() {
        val group = checkNotNull(parent)
        check(attach()) { "group '${group.name()}' has ended: '${name()}' cannot be spawned in it" }
        if (group.isStopping || (has(DAEMON) && group.hasBodyEnded)) cancel()
    }

    /** As [attach], to the nearest scope above that has not ended: the root, in the end, never does. */
    public fun attachToLiving() {
        while (!attach()) parent = parent?.parent
    }

    /** Has [executor] run the body; if it refuses, that is the body's failure. */
    public fun dispatch(executor: Executor) {
        if (hasBegun) return
        try {
            executor.execute(this)
        } catch (t: Throwable) {
            if (claim()) fail(t)
        }
    }

    /** Runs the body on this thread if nobody has begun, or cancelled, it yet. */
    override fun run() {
        if (!claim()) return
        try {
            begin()
        } catch (t: Throwable) {
            fail(t)
        }
    }

    /** As [claim], for a body that the caller runs itself. */
    public fun claimForCaller(): Boolean = claim()

    internal fun claim(): Boolean = !hasBegun && setBit(RUNNING)

    /** Keeps this scope from ending until [letGo]; false if it has ended. */
    public fun hold(): Boolean = retain()

    /** Undoes [hold]. */
    public fun letGo() {
        if (releaseBody()) endUpwards()
    }

    /** The body returned [result]. If it had ended already, abandoned, [result] is disposed of. */
    public fun succeed(result: Any?) {
        if (!setBits(BODY_ENDED, HAS_VALUE)) return late(result)
        value = result
        if (cancellation == null) {
            cancelDaemons()
            if (liveCount > 1) setBit(AWAITING)
        }
        bodyEnded()
    }

    /** The body failed, or answered to its cancellation. */
    public fun fail(raised: Throwable) {
        val error = unwrap(raised)
        if (isOurs(error)) {
            // It may have come from a sibling before the request came here, or through a shield: it is the request.
            if (cancellation == null && error is CancellationException) cancel(error)
            return stopped()
        }
        if (hasBodyEnded) return lateFailure(error)
        recordOrReport(error)
        if (!setBit(BODY_ENDED)) return late(null)
        cancelBecauseOf(error)
        bodyEnded()
    }

    /** The body has stopped because it was cancelled. */
    public fun stopped() {
        if (setBit(BODY_ENDED)) bodyEnded() else late(null)
    }

    /** A body that had been left behind has come to its end after all. */
    private fun late(result: Any?) {
        if (clearBit(ABANDONED)) engine.abandoned.decrementAndGet()
        if (result != null && disposes) engine.callbacks.execute { dispose(result) }
    }

    private fun lateFailure(error: Throwable) {
        late(null)
        engine.report(this, error)
    }

    private fun bodyEnded() {
        engaged = null
        if (releaseBody()) endUpwards()
    }

    /** Ends this scope and every parent that had waited for nothing else. */
    private fun endUpwards() {
        var scope: Scope? = this
        while (scope != null) scope = scope.end()
    }

    /** Ends this scope; returns the parent if that was the last thing the parent waited for. */
    private fun end(): Scope? {
        timing?.disarm()
        // Neither the children nor the body run any more: nobody else touches the value.
        val returned = value
        val hasReturned = has(HAS_VALUE)
        decide()
        if (hasReturned && !has(HAS_VALUE) && disposes) {
            engine.callbacks.execute {
                dispose(returned)
                publish()?.endUpwards()
            }
            return null
        }
        return publish()
    }

    /** Settles, for good, how this scope ends. */
    private fun decide() {
        val hasFailed = !sealWithoutFailure()
        val error = failure()
        val timedOut = error != null && isOwnExpiry(error)
        // A cancellation that came when only the children ran cut the value off; one that the body outran did not.
        if (has(AWAITING) && cancellation != null) clearBit(HAS_VALUE)
        when {
            hasFailed && !timedOut -> clearBit(HAS_VALUE)
            has(HAS_VALUE) -> replaceWith(if (settles) settledValue(value) else value)
            timedOut ->
                when (val expiry = timing?.outcome()) {
                    is Expiry.Value -> replaceWith(expiry.value)
                    Expiry.Settled -> if (settles) replaceWith(settledExpiry())
                    else -> {}
                }
            settles && isOwnCancellation -> replaceWith(settledCancellation())
        }
        if (!has(HAS_VALUE)) value = null
    }

    private fun publish(): Scope? {
        setBit(ENDED)
        // Before anybody who waits for this scope can fail because of it.
        val failed = failure()
        if (failed != null && has(FAILS_PARENT) && parent?.has(SUPERVISES) == false) parent?.failWith(this, failed)
        ended()
        notifyListeners()
        if (newest != null) {
            forEachChild { it.reportIfUnobserved() }
            newest = null
        }
        val above = parent ?: return null
        val error = failure()
        if (error != null && has(FAILS_PARENT)) {
            if (above.hearsFailures) {
                observe()
                engine.callbacks.execute {
                    above.tellFailure(this, error)
                    if (above.releaseChild(this)) above.endUpwards()
                }
                return null
            }
        }
        return if (above.releaseChild(this)) above else null
    }

    private fun failWith(child: Scope, error: Throwable) {
        child.observe()
        recordOrReport(error)
        cancelBecauseOf(error)
    }

    private fun tellFailure(child: Scope, error: Throwable) {
        try {
            childFailed(child, error)
        } catch (t: Throwable) {
            engine.report(this, t)
        }
    }

    /** A failure that cannot be attached to the first one must not get lost. */
    private fun recordOrReport(error: Throwable) {
        if (!record(error)) engine.report(this, error)
    }

    /** Asks this scope to stop; false if it had been asked, or had ended. Never waits, never runs user code here. */
    public fun cancel(): Boolean =
        !hasEnded && cancellation == null && cancel(newCancellation("'${name()}' was cancelled", null))

    private fun cancelBecauseOf(error: Throwable) {
        if (cancellation == null) cancel(newCancellation("'${name()}' was cancelled because of a failure", error))
    }

    /** Fails this scope, from outside its body, with [error]: its body and children are cancelled. */
    internal fun raise(error: Throwable) {
        if (hasEnded) return engine.report(this, error)
        recordOrReport(error)
        cancelBecauseOf(error)
    }

    /** The coroutine around this scope was cancelled, by [cause]. */
    internal fun cancelFromOutside(cause: CancellationException) {
        if (cancellation != null) return
        setBit(CANCELLED_OUTSIDE)
        cancel(cause)
    }

    internal fun cancel(cause: CancellationException): Boolean {
        if (hasEnded || !CANCELLATION.compareAndSet(this, null, cause)) return false
        var above: Scope = this
        var waiting: ArrayDeque<Scope>? = null
        while (true) {
            above.forEachChild { child ->
                if (!child.isShielded && !child.hasEnded && CANCELLATION.compareAndSet(child, null, cause)) {
                    if (child.newest != null) waiting = (waiting ?: ArrayDeque()).apply { addLast(child) }
                    child.tellBody()
                }
            }
            above = waiting?.removeFirstOrNull() ?: break
        }
        tellBody()
        return true
    }

    private fun tellBody() {
        if (claim()) return stopped()
        if (hooks != null) fireHooks()
        takeEngagement()
    }

    private fun takeEngagement() {
        val engagement = ENGAGED.getAndSet(this, null) ?: return
        disengage(engagement)
    }

    /** From here to the body's end a cancellation is told to [engagement]; at once if there has been one. */
    public fun engage(engagement: Any) {
        engaged = engagement
        if (cancellation != null) takeEngagement()
    }

    /** Ends what [engage] began; false if a cancellation took the engagement meanwhile. */
    public fun release(engagement: Any): Boolean = ENGAGED.compareAndSet(this, engagement, null)

    private fun cancelDaemons() {
        forEachChild { if (it.has(DAEMON)) it.cancel() }
    }

    /**
     * Asks the whole subtree to finish in its own time: loops see [isStopping], tasks spawned from now do not begin.
     */
    public fun stopSoftly() {
        setBit(STOPPING)
    }

    /** Cancelled and still running after its grace: ends without its body, whose late value is disposed of. */
    public fun abandon() {
        if (setBits(BODY_ENDED, ABANDONED)) {
            engine.abandoned.incrementAndGet()
            bodyEnded()
        }
    }

    private fun dispose(dropped: Any?) {
        try {
            undelivered(dropped)
        } catch (t: Throwable) {
            if (hasEnded || failure() == null) engine.report(this, t) else recordOrReport(t)
        }
    }

    /**
     * Whether [error] is a cancellation of this scope or of one around it, told by identity: an exception of the same
     * type that a user threw, or that belongs to somebody else's scope, is a failure like any other.
     */
    public open fun isOurs(error: Throwable): Boolean {
        var scope: Scope? = this
        while (scope != null) {
            if (scope.cancellation === error) return true
            scope = scope.parent
        }
        return false
    }

    /** Throws the cancellation, if there is one. */
    public fun checkpoint() {
        cancellation?.let { throw it }
    }

    /** The deadline passed: the scope fails with [error], unless it ends otherwise before it can. */
    internal fun expire(error: Throwable) {
        if (hasEnded || cancellation != null) return
        if (recordFirst(error)) cancelBecauseOf(error)
    }

    public val isCancelled: Boolean
        get() = cancellation != null

    /** Whether this scope or one around it was asked to finish. */
    public val isStopping: Boolean
        get() {
            if (isCancelled) return true
            var scope: Scope? = this
            while (scope != null) {
                if (scope.has(STOPPING)) return true
                scope = scope.parent
            }
            return false
        }

    /** Whether this very scope was cancelled, not one around it. */
    public val isOwnCancellation: Boolean
        get() = cancellation.let { it != null && it !== parent?.cancellation } && !has(CANCELLED_OUTSIDE)

    /** The exception that the cancellation of this scope is known by; null if nobody cancelled it. */
    public fun cancellationCause(): CancellationException? = cancellation

    /** The exception it ended with, a failure or the cancellation; null if it ended with a value. */
    public fun error(): Throwable? = failure() ?: if (has(HAS_VALUE)) null else cancellation

    internal fun reportIfUnobserved() {
        if (isUnobservedFailure && setBit(OBSERVED)) failure()?.let { engine.report(this, it) }
    }
}
