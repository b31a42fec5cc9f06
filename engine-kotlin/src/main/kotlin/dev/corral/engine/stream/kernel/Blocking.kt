package dev.corral.engine.stream.kernel

import dev.corral.engine.BlockingOperation
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.cancelWithCaller
import dev.corral.engine.kernel.onCancel
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.result
import java.util.concurrent.Callable
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

/**
 * Runs [body] on a thread that it may block, which is interrupted if the caller is cancelled, and waits for its end. A
 * value that it returned all the same is returned. [onCancel] is called, on a callback thread, if there is a
 * cancellation that an interrupt does not reach.
 */
internal suspend fun <T> onBlockingThread(name: String, onCancel: Callable<*>? = null, body: () -> T): T {
    val scope: Scope = BlockingOperation(parentScope(), name, 0, body = body)
    scope.cancelWithCaller({ if (onCancel != null) scope.onCancel(onCancel) }) { scope.dispatch(scope.engine.blocking) }
    return scope.result()
}

/** Runs [use], and then [close] on a thread that it may block, in whatever way [use] was left. */
internal suspend inline fun closingAfter(noinline close: suspend () -> Unit, use: () -> Unit) {
    try {
        use()
    } catch (t: Throwable) {
        beforeFailing(t) { withContext(NonCancellable) { close() } }
        throw t
    }
    withContext(NonCancellable) { close() }
}
