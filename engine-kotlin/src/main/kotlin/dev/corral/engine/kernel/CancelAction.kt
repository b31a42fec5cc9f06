package dev.corral.engine.kernel

import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.locks.LockSupport

/**
 * A user's action for the case of a cancellation; while it runs, the task does not end. It runs in the context, but not
 * as code, of the task, which is cancelled and could wait for nothing.
 */
public class CancelAction internal constructor(private val scope: Scope, private val action: Callable<*>) :
    Hook(), AutoCloseable {
    private val done = CompletableFuture<Unit>()
    private val context = scope.engine.carriers.capture()
    @Volatile private var runner: Thread? = null

    override fun cancelled(scope: Scope) {
        if (!scope.hold()) return end()
        scope.mark(ACTION_CALLED)
        scope.engine.callbacks.execute(::run)
    }

    private fun run() {
        runner = Thread.currentThread()
        try {
            context.within { action.call() }
        } catch (t: Throwable) {
            scope.engine.report(scope, t)
        } finally {
            end()
            scope.letGo()
        }
    }

    /** After this the action does not run, and is not running. */
    override fun close() {
        if (take()) return end()
        if (runner !== Thread.currentThread()) WaitingForAction().awaitTheEnd()
    }

    private fun end() {
        done.complete(Unit)
    }

    private inner class WaitingForAction : Waiting() {
        override val isOver: Boolean
            get() = done.isDone

        override val subject: String
            get() = "what '${scope.name()}' does when it is cancelled"

        override fun subscribe(thread: Thread): Any = done.thenRun { LockSupport.unpark(thread) }

        override fun unsubscribe(subscription: Any?) {}
    }
}

/** Has [action] run on a callback thread when this scope is cancelled, at once if it has been; until it is closed. */
public fun Scope.onCancel(action: Callable<*>): CancelAction = CancelAction(this, action).also(::hook)
