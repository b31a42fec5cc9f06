package dev.corral.engine.kernel

import java.util.concurrent.CancellationException
import java.util.concurrent.Executor

/**
 * One node of the tree of everything that runs: a task, a group, a deadline, a shield.
 *
 * ```text
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
 * What it ends with is decided when it ends: see [Ending]. Every transition is one compare-and-set on [state],
 * [cancellation] or [failure]; no lock is held while another scope is called. Walks down and up the tree are loops, so
 * depth costs no stack.
 */
public abstract class Scope
protected constructor(
    parent: Scope?,
    bits: Int,
) : Engaging(parent, bits) {
    @JvmField @Volatile internal var listeners: Listener? = null

    /** The threads, clock and handlers of this scope: those of the nearest scope around it that has its own. */
    public val engine: Engine
        get() {
            var scope: Scope = this
            while (true) {
                val own = scope.ownEngine()
                if (own != null) return own
                scope = checkNotNull(scope.parent)
            }
        }

    /** The engine of a scope that has one of its own. */
    protected open fun ownEngine(): Engine? = null

    /** The thread that opened this group and may run its children while it waits for it. */
    public open fun opener(): Thread? = null

    /** Runs the body, which ends by [succeed] or [fail], at once or later, on any thread. */
    protected abstract fun begin()

    override fun disengage(engagement: Any) {
        (engagement as Hook).cancelled(this)
    }

    /** Called once, when it is certain how the scope ends, before it has. */
    protected open fun settled() {}

    /** Called once, when the scope has ended, before anybody who waits is told. */
    protected open fun ended() {}

    /** The process is about to stop, and no task is around this scope. */
    public open fun processStops() {}

    /** Told of each child that failed; runs on a callback thread, and this scope does not end before it returns. */
    protected open fun childFailed(child: Scope, error: Throwable) {}

    /** What whoever waits for this scope waits for: itself, or the scope whose end it reports. */
    public open fun awaited(): Scope = this

    /** Whether [childFailed] does anything. */
    protected open val hearsFailures: Boolean
        get() = false

    /**
     * Makes this scope a child of its parent; the first thing to call. False if the parent has ended, and nothing was
     * done. A child of a cancelled parent is cancelled here, before it could begin.
     */
    internal fun attach(context: ContextSnapshot? = engine.carriers.capture()): Boolean {
        val above = checkNotNull(parent)
        carried = context
        if (Leaks.isUsed && above.parent == null) Leaks.begun(this)
        if (!above.adopt(this)) return false
        if (Probes.isUsed) Probes.attached(this)
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
        if (isCancelled) return
        if (group.isCancelled || group.isClosedToCaller) {
            cancel(newCancellation("'${name()}' was not begun: group '${group.name()}' is stopping", null, true))
        } else if (has(DAEMON) && group.hasBodyEnded) {
            cancel()
        }
    }

    /**
     * As [attach], for a part of what its parent conducts: it runs in the context in which that was begun, and does not
     * run if that is decided and it is a daemon. Its failure is the conductor's to tell. False if the parent has ended,
     * and nothing was done.
     */
    public fun attachAsPart(): Boolean {
        val whole = checkNotNull(parent)
        if (!attach(whole.carried)) return false
        observe()
        if (has(DAEMON) && whole.hasBodyEnded && !isCancelled) {
            cancel(newCancellation("'${name()}' was not needed", null, false))
        }
        return true
    }

    /** As [attach], to the nearest scope above that has not ended: the root, in the end, never does. */
    public fun attachToLiving() {
        while (!attach()) parent = checkNotNull(parent?.parent) { "Corral was shut down" }
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
        if (!claimForCaller()) return
        try {
            begin()
        } catch (t: Throwable) {
            fail(t)
        }
    }

    /** As [claim], for a body that the caller runs itself. */
    public fun claimForCaller(): Boolean {
        if (!claim()) return false
        if (Probes.isUsed) followed { it.begun() }
        return true
    }

    internal fun claim(): Boolean = !hasBegun && setBit(RUNNING)

    /** Keeps this scope from ending until [letGo]; false if it has ended. */
    internal fun hold(): Boolean = retain()

    /** Undoes [hold]. */
    internal fun letGo() {
        if (releaseBody()) endUpwards()
    }

    /** The body returned [result]. If it had ended already, abandoned, [result] is disposed of. */
    public fun succeed(result: Any?) {
        if (!setBits(BODY_ENDED, HAS_VALUE)) return late(result)
        value = result
        if (cancellation == null && cancelDaemons()) setBit(AWAITING)
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

    /** Cancelled and still running after its grace: ends without its body, whose late value is disposed of. */
    internal fun abandon() {
        if (setBits(BODY_ENDED, ABANDONED)) {
            engine.abandoned.incrementAndGet()
            bodyEnded()
        }
    }

    /** A body that had been left behind has come to its end after all. */
    private fun late(result: Any?) {
        if (clearBit(ABANDONED)) engine.abandoned.decrementAndGet()
        if (result != null && (disposes || isPermit(result))) engine.callbacks.execute { dispose(result) }
    }

    private fun dispose(dropped: Any?) {
        try {
            carried.within { undelivered(dropped) }
        } catch (t: Throwable) {
            if (hasEnded || failure() == null) engine.report(this, t) else recordOrReport(t)
        }
    }

    /** Disposes of the value that this scope ended with, which [holder] has no use for and does not end before. */
    internal fun discardFor(holder: Scope) {
        if (!hasValue || !disposes) return
        val held = holder.hold()
        engine.callbacks.execute {
            try {
                carried.within { undelivered(value) }
            } catch (t: Throwable) {
                if (held && holder.failure() != null) holder.recordOrReport(t) else engine.report(this, t)
            } finally {
                if (held) holder.letGo()
            }
        }
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
        // Neither the children nor the body run any more: nobody else touches the value.
        val returned = value
        val hasReturned = has(HAS_VALUE)
        decide()
        if (hasReturned && !has(HAS_VALUE) && (disposes || isPermit(returned))) {
            engine.callbacks.execute {
                dispose(returned)
                announce()?.endUpwards()
            }
            return null
        }
        return announce()
    }

    /** As [publish], once those who follow this scope have said what they have to. */
    private fun announce(): Scope? {
        val words = (if (Probes.isUsed) lastWords() else null) ?: return publish()
        engine.call {
            try {
                words.run()
            } finally {
                publish()?.endUpwards()
            }
        }
        return null
    }

    private fun publish(): Scope? {
        settled()
        if (Probes.isUsed) followed { it.finished() }
        setBit(ENDED)
        if (has(WATCHED)) Leaks.ended(this)
        timing?.disarm()
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
        if (error != null && has(FAILS_PARENT) && above.hearsFailures) {
            observe()
            engine.callbacks.execute {
                above.tellFailure(this, error)
                if (above.releaseChild(this)) above.endUpwards()
            }
            return null
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
            carried.within { childFailed(child, error) }
        } catch (t: Throwable) {
            engine.report(this, t)
        }
    }

    /** A failure that cannot be attached to the first one must not get lost. */
    private fun recordOrReport(error: Throwable) {
        if (!record(error)) engine.report(this, error)
    }

    /** A failure beside what this scope ends with: suppressed in its failure, or told to the handler for such. */
    internal fun suppressOrReport(error: Throwable) {
        if (failure() != null) recordOrReport(error) else engine.report(this, error)
    }

    /** Fails this scope, from outside its body, with [error]: its body and children are cancelled. */
    internal fun raise(error: Throwable) {
        if (hasEnded) return engine.report(this, error)
        recordOrReport(error)
        cancelBecauseOf(error)
    }

    /** The deadline passed: the scope fails with [error], unless it ends otherwise before it can. */
    internal fun expire(error: Throwable) {
        if (hasEnded || cancellation != null) return
        if (!recordFirst(error)) return
        if (Probes.isUsed) followed { it.expired(error) }
        cancelBecauseOf(error)
    }

    internal final override fun tellBody() {
        if (Probes.isUsed) cancellation?.let { cause -> followed { it.cancelled(cause) } }
        if (claim()) return stopped()
        fireHooks()
        takeEngagement()
    }

    internal fun reportIfUnobserved() {
        if (!isUnobservedFailure || !setBit(OBSERVED)) return
        if (has(WATCHED)) Leaks.observed(this)
        failure()?.let { engine.report(this, it) }
    }
}
