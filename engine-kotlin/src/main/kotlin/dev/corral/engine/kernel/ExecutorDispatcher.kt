package dev.corral.engine.kernel

import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit.MILLISECONDS
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi

/** Runs coroutines on [executor], and does nothing else. */
internal open class ExecutorDispatcher(private val executor: Executor, private val name: String) :
    CoroutineDispatcher() {
    override fun dispatch(context: CoroutineContext, block: Runnable) = executor.execute(block)

    override fun toString() = name
}

/** As [ExecutorDispatcher]; what coroutines do in time they do by [clock]. */
@OptIn(InternalCoroutinesApi::class)
internal class TimedDispatcher(executor: Executor, name: String, private val clock: Clock) :
    ExecutorDispatcher(executor, name), Delay {
    override fun scheduleResumeAfterDelay(timeMillis: Long, continuation: CancellableContinuation<Unit>) {
        val timer = clock.schedule(at(timeMillis)) { continuation.resume(Unit) }
        continuation.invokeOnCancellation { timer.cancel() }
    }

    override fun invokeOnTimeout(timeMillis: Long, block: Runnable, context: CoroutineContext): DisposableHandle {
        val timer = clock.schedule(at(timeMillis)) { dispatch(context, block) }
        return DisposableHandle(timer::cancel)
    }

    private fun at(timeMillis: Long) = clock.after(MILLISECONDS.toNanos(timeMillis))
}
