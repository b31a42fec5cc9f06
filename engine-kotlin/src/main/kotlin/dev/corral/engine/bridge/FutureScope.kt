package dev.corral.engine.bridge

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.AwaitedEnd
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Probes
import dev.corral.engine.kernel.STAGE_CANCELLED
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.armDeadline
import dev.corral.engine.kernel.flat
import dev.corral.engine.kernel.followed
import dev.corral.engine.kernel.isInside
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.runInterruptibly
import dev.corral.engine.kernel.withinBody
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.function.BiFunction

/**
 * A scope whose body is Java code: the whole of what connects a body that returns stages, or blocks, to the tree.
 *
 * The stage that a body returns belongs to the scope: it is cancelled with it, and its failure is the scope's, with all
 * wrappers removed. The scope itself is the function that the stage calls when it is done, so waiting for a stage costs
 * no further object.
 */
public abstract class FutureScope protected constructor(parent: Scope, bits: Int) :
    Scope(parent, bits), BiFunction<Any?, Throwable?, Any?> {

    /** What the body is. */
    protected abstract fun kind(): BodyKind

    /** Calls the body: returns its stage, or for a body that is not a stage's its value. */
    @Throws(Exception::class) protected abstract fun call(): Any?

    /** The scope that [stage] is the future of; null for a stranger's stage. */
    protected abstract fun scopeOf(stage: CompletionStage<*>): Scope?

    /** Has [handler], which is no user's callback, called when [stage] is done. */
    protected abstract fun handle(
        stage: CompletionStage<*>,
        handler: BiFunction<Any?, Throwable?, Any?>,
    ): CompletionStage<*>

    /** Completes the future of this scope, which has ended. */
    protected abstract fun complete()

    /** Whether completing the future runs callbacks that users attached. */
    protected abstract fun hasDependents(): Boolean

    override fun begin() {
        when (kind()) {
            BodyKind.STAGE -> callForStage()
            BodyKind.OBSERVED -> awaitObserved()
            BodyKind.COMPUTED -> compute()
            BodyKind.BLOCKING -> runInterruptibly { call().also(::refuseStage) }
            BodyKind.LENT -> runInterruptibly(isLent = true) { call().also(::refuseStage) }
            BodyKind.MANUAL -> call()
        }
    }

    internal override fun isInCall(): Boolean =
        kind().let { it == BodyKind.COMPUTED || (it == BodyKind.STAGE && engaged == null) }

    private fun callForStage() {
        val stage =
            try {
                withinBody { call() }
            } catch (t: Throwable) {
                return fail(t)
            }
        if (stage == null) fail(NullPointerException("task '${name()}' returned null instead of a stage"))
        else awaitReturned(stage as CompletionStage<*>)
    }

    private fun compute() {
        val value =
            try {
                withinBody { call().also(::refuseStage) }
            } catch (t: Throwable) {
                return fail(t)
            }
        succeed(value)
    }

    private fun refuseStage(value: Any?) {
        if (value !is CompletionStage<*>) return
        cancelQuietly(value)
        error("task '${name()}' blocks or computes and returned a stage: give a body that returns stages to Task.of")
    }

    private fun awaitReturned(stage: CompletionStage<*>) {
        val scope = scopeOf(stage)
        if (scope != null) {
            check(!isInside(scope.awaited())) {
                "task '${name()}' returned the future of '${scope.name()}', which waits for it"
            }
            scope.observe()
            if (!scope.hasEnded) {
                armDeadline()
                engage(scope)
            }
            if (Probes.isUsed && !scope.hasEnded) waitsForReturned(AwaitedEnd(scope))
            scope.listen(Relay(this))
            if (Diagnosis.isUsed && !scope.hasEnded) examine()
        } else if (stage is CompletableFuture<*> && saysDone(stage)) {
            takeOver(stage)
        } else {
            armDeadline()
            engage(stage)
            if (Probes.isUsed) waitsForReturned(AwaitedStage(stage))
            subscribeOrFail(stage)
            if (Diagnosis.isUsed) examine()
        }
    }

    private fun waitsForReturned(awaited: Awaited) = followed { it.waits(awaited) }

    /** A minimal stage of the JDK's is a future that will not say. */
    private fun saysDone(stage: CompletableFuture<*>): Boolean =
        try {
            stage.isDone
        } catch (_: UnsupportedOperationException) {
            false
        }

    private fun examine() {
        Diagnosis.of(this)?.examine(this)
    }

    /**
     * Attaches this scope and waits for [stage], which code of the parent began and which belongs to this scope: if the
     * parent was cancelled meanwhile, the stage is cancelled, and waited for all the same.
     */
    public fun own(stage: CompletionStage<*>) {
        claimForCaller()
        attachToLiving()
        try {
            awaitReturned(stage)
        } catch (t: Throwable) {
            fail(t)
        }
    }

    /** A stage that is done: its value without the detour over a callback. */
    private fun takeOver(stage: CompletableFuture<*>) {
        // A failure comes as it is to a callback alone: since JDK 23 getNow wraps a cancellation in one of its own.
        if (stage.isCompletedExceptionally) return subscribeOrFail(stage)
        // Not join: that of a future of ours is a cancellation point of whatever this thread runs.
        succeed(stage.getNow(null))
    }

    private fun subscribeOrFail(stage: CompletionStage<*>) {
        try {
            handle(stage, this)
        } catch (t: Throwable) {
            fail(t)
        }
    }

    private fun awaitObserved() {
        val stage = call() as CompletionStage<*>
        val scope = scopeOf(stage)
        if (scope != null) {
            check(!isInside(scope.awaited())) { "task '${name()}' observes '${scope.name()}', which waits for it" }
            scope.observe()
        }
        val observer = Observer(this)
        armDeadline()
        engage(observer)
        if (scope != null) scope.listen(Listener { observer.apply(it.value(), it.error()) })
        else observer.subscribe(stage)
    }

    /** The stage that this scope waits for is done. */
    override fun apply(value: Any?, error: Throwable?): Any? {
        if (error == null) succeed(value) else fail(error)
        return null
    }

    override fun disengage(engagement: Any) {
        when (engagement) {
            is Hook -> engagement.cancelled(this)
            // A shield ends in its own time, and is waited for.
            is Scope ->
                if (!engagement.isShielded) {
                    mark(STAGE_CANCELLED)
                    flat { engagement.cancel() }
                }
            is CompletionStage<*> -> {
                mark(STAGE_CANCELLED)
                cancelStage(engagement)
            }
        }
    }

    /**
     * Cancelling a stage runs what depends on it, here and now. Where that may be user code it goes to a callback
     * thread; a plain future that nobody but this scope waits for is cancelled on the spot. (A callback attached in the
     * same instant may run here: the price for cancelling ten thousand tasks without ten thousand hand-overs.)
     */
    private fun cancelStage(stage: CompletionStage<*>) {
        if (
            stage.javaClass == CompletableFuture::class.java && (stage as CompletableFuture<*>).numberOfDependents <= 1
        ) {
            // As cancel(true), but for the exception: that one would fill in a stack for each task.
            stage.completeExceptionally(cancellationCause() ?: CancellationException())
        } else {
            engine.callbacks.execute { cancelQuietly(stage) }
        }
    }

    private fun cancelQuietly(stage: CompletionStage<*>) {
        try {
            stage.toCompletableFuture().cancel(true)
        } catch (_: UnsupportedOperationException) {
            // A stage that cannot be cancelled is waited for.
        } catch (t: Throwable) {
            engine.report(this, t)
        }
    }

    /** Beside our exceptions, the cancellation of a stage that a cancellation of this scope was passed to is ours. */
    internal override fun isOurs(error: Throwable): Boolean =
        super.isOurs(error) || (error is CancellationException && has(STAGE_CANCELLED))

    override fun ended() {
        if (hasDependents()) engine.call(::complete) else complete()
    }

    /** A stranger's stage that a body returned. */
    private class AwaitedStage(private val stage: CompletionStage<*>) : Awaited {
        override val awaitedSubject: String
            get() = "a ${stage.javaClass.name} that the body returned"

        override val awaitedKind: WaitKind
            get() = WaitKind.STAGE
    }

    /** Carries the end of a returned operation over to the scope that returned it. */
    private class Relay(private val target: FutureScope) : Listener() {
        override fun ended(scope: Scope) = flat { target.apply(scope.value(), scope.error()) }
    }

    /** Waits for a stage that it never cancels; a cancellation lets go of it. */
    private class Observer(private var target: FutureScope?) : Hook(), BiFunction<Any?, Throwable?, Any?>, Awaited {
        /** Whose class is shown; a name is a stranger's code. */
        private var observed: Class<*>? = null

        override val awaitedSubject: String
            get() = "a stage that it observes" + (observed?.let { ", ${it.name}" } ?: "")

        private var subscription: CompletableFuture<*>? = null

        fun subscribe(stage: CompletionStage<*>) {
            observed = stage.javaClass
            try {
                val handled = (target ?: return).handle(stage, this).toCompletableFuture()
                if (!keeps(handled)) leave(handled)
            } catch (t: Throwable) {
                letGo()?.fail(t)
            }
        }

        override fun apply(value: Any?, error: Throwable?): Any? {
            letGo()?.apply(value, error)
            return null
        }

        override fun cancelled(scope: Scope) {
            val held = letGo() ?: return
            try {
                subscription?.let(::leave)
            } catch (_: UnsupportedOperationException) {
                // One that lets nobody go tells this in vain when it is done.
            } catch (t: Throwable) {
                held.engine.report(held, t)
            }
            held.stopped()
        }

        /**
         * Only for the stage to let go of this. A cancellation would cost an exception with its stack; a future of ours
         * knows no other way, and does not pass this one on to what is observed.
         */
        private fun leave(handled: CompletableFuture<*>) {
            if (handled.javaClass == CompletableFuture::class.java) handled.complete(null) else handled.cancel(false)
        }

        /** False if this has been let go of meanwhile. */
        private fun keeps(handled: CompletableFuture<*>): Boolean =
            synchronized(this) {
                subscription = handled
                target != null
            }

        private fun letGo(): FutureScope? = synchronized(this) { target.also { target = null } }
    }
}

/** What a Java body is. */
public enum class BodyKind {
    /** Returns a stage that is the task's: awaited, and cancelled with it. */
    STAGE,
    /** Is a stage that belongs to somebody else: awaited, and never cancelled. */
    OBSERVED,
    /** Returns a value, on a thread that it does not block. */
    COMPUTED,
    /** Returns a value, on a thread that it may block; interrupted when cancelled. */
    BLOCKING,
    /** As [BLOCKING], on a thread of somebody else's. */
    LENT,
    /** Ends by a call from outside. */
    MANUAL,
}
