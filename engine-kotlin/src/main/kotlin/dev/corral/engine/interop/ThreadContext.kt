package dev.corral.engine.interop

import dev.corral.engine.LentThread
import dev.corral.engine.kernel.CapturedTask
import java.util.concurrent.CancellationException
import java.util.concurrent.Executor

/**
 * The task of a thread, and what follows it, for code that runs on a thread that is not Corral's: of a library, of an
 * executor.
 *
 * ```kotlin
 * val context = ThreadContext.capture()
 * val handled = threads.submit { context.call { log.info("handled $event") } }
 * ```
 *
 * Code that runs in it is a child of the captured task, on the thread that calls it: the task does not end before it,
 * and what it begins is its child in turn. It is the current task there, and sees the thread-locals that are carried.
 * Cancelling the task interrupts it. When it returns to its caller, all that it began has ended. A failure is thrown to
 * its caller and does not fail the task.
 *
 * **What has not begun is not waited for.** In a task that was cancelled, the code is not run and the cancellation is
 * thrown; for one that has ended, an [IllegalStateException]. Captured outside any task, the code is an operation of
 * the process.
 *
 * What came before [capture] happens-before the code, and what that did happens-before its caller goes on, and before
 * the task has ended. An interrupt by the thread's owner reaches the code too, and is no cancellation. Immutable, and
 * safe for use by many threads, any number of times.
 */
public class ThreadContext private constructor(private val task: CapturedTask) {
    /**
     * Runs [body] on this thread as a child of the captured task, and blocks until it, and all that it began, has
     * ended.
     *
     * @throws CancellationException if the task was cancelled, and [body] did not return all the same
     * @throws IllegalStateException if the task has ended; [body] is not run
     * @throws Throwable the failure of [body], the same instance
     */
    public fun <T> call(body: () -> T): T = task.run(LentThread(task.parent(), CapturedTask.nameHere(), body))

    /** A function that [call]s [body]. */
    public fun <T> wrap(body: () -> T): () -> T = { call(body) }

    /**
     * An executor that runs on [executor] what it is given, as a part of the captured task. Once that was cancelled, or
     * has ended, it refuses with a [java.util.concurrent.RejectedExecutionException].
     */
    public fun executor(executor: Executor): Executor = Executor { command ->
        task.refuseLate()
        executor.execute { call(command::run) }
    }

    public companion object {
        /** That of the calling thread, and of the coroutine that runs on it. */
        public fun capture(): ThreadContext = ThreadContext(CapturedTask.capture())
    }
}
