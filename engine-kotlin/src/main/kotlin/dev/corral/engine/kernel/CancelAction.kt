package dev.corral.engine.kernel

import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch

/**
 * A user's action for the case of a cancellation; while it runs, the task does not end. It runs in the context, but not
 * as code, of the task, which is cancelled and could wait for nothing.
 */
public class CancelAction internal constructor(private val scope: Scope, private val action: Callable<*>) :
    Hook(), AutoCloseable {
    private val done = CountDownLatch(1)
    private val context = scope.engine.carriers.capture()
    @Volatile private var runner: Thread? = null

    override fun cancelled(scope: Scope) {
        if (!scope.hold()) return done.countDown()
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
            done.countDown()
            scope.letGo()
        }
    }

    /** After this the action does not run, and is not running. */
    override fun close() {
        if (take()) return done.countDown()
        if (runner === Thread.currentThread()) return
        var interrupted = false
        while (done.count > 0) {
            try {
                done.await()
            } catch (_: InterruptedException) {
                interrupted = true
            }
        }
        if (interrupted) Thread.currentThread().interrupt()
    }
}

/** Has [action] run on a callback thread when this scope is cancelled, at once if it has been; until it is closed. */
public fun Scope.onCancel(action: Callable<*>): CancelAction = CancelAction(this, action).also(::hook)
