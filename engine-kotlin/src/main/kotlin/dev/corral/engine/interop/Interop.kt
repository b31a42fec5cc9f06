package dev.corral.engine.interop

import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Sleeping
import dev.corral.engine.kernel.awaitOwned
import dev.corral.engine.kernel.onCancel
import dev.corral.engine.operationOnThisThread
import dev.corral.engine.shieldedOnThisThread
import dev.corral.engine.taskGroup
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * Runs [body], which blocks, on a thread for such, and waits until it, and everything it began, has ended. Cancelled,
 * it interrupts that thread and still waits for the end; a value that [body] returns all the same counts. What the
 * caller did happens-before [body], and what that did happens-before the return.
 *
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [body], the same instance
 */
public suspend fun <T> toThread(body: () -> T): T =
    taskGroup("toThread") {
        @Suppress("UNCHECKED_CAST") // what body returns
        spawnBlocking("toThread", body = body).scope.awaitOwned() as T
    }

/**
 * Runs [body] on this thread, neither cancelled nor interrupted from outside: a commit, a clean-up. An interrupt for
 * the current task that comes meanwhile is sent when [body] has returned, and its value is returned all the same.
 *
 * Blocks until [body], and everything it began, has ended. What that did happens-before the return. Suspending code
 * uses [dev.corral.engine.shield].
 *
 * @throws Throwable the failure of [body], the same instance
 */
public fun <T> shieldBlocking(body: () -> T): T = shieldedOnThisThread("shield", body)

/**
 * Runs [body], and has [action] called, on a callback thread, if the current task is cancelled meanwhile: for blocking
 * code that an interrupt does not reach.
 *
 * ```kotlin
 * onCancel(statement::cancel) { statement.executeQuery(sql) }
 * ```
 *
 * Calls [action] at once if the task is cancelled already. Neither this nor the task ends while [action] runs; its
 * failure goes to the handler for unobserved ones. Once it was called, a checked exception with which blocking code
 * ends its task is the answer to the cancellation, such as the `SQLException` of a cancelled statement: it is
 * suppressed in the cancellation and is no failure.
 *
 * @throws IllegalStateException on a thread that runs no task
 */
public inline fun <T> onCancel(noinline action: () -> Unit, body: () -> T): T = cancelAction(action).use { body() }

@PublishedApi
internal fun cancelAction(action: () -> Unit): AutoCloseable {
    val task = checkNotNull(Ambient.current()) { "onCancel: this thread runs no task" }
    return task.onCancel(action)
}

/**
 * Runs [block] and blocks this thread until it, and everything it began, has ended. [block] begins on this thread.
 * Inside a task the wait is a cancellation point; if it is cancelled or interrupted, so is [block], and its end is
 * waited for. A value that it returns all the same is returned, and an interrupt kept for later. What the caller did
 * happens-before [block], and what that did happens-before the return.
 *
 * Threads that block here, however many and deep, do not keep each other's work from running.
 *
 * @throws InterruptedException if this thread is interrupted
 * @throws CancellationException if the current task was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public fun <T> runSync(block: suspend TaskScope.() -> T): T = operationOnThisThread("runSync", block)

/**
 * Blocks this thread for [duration], by the clock of the current task: the place for `Thread.sleep` in code whose tests
 * move the time. Suspending code uses kotlinx's `delay`. A cancellation point, also if [duration] is zero or less.
 *
 * The thread gives its place to another body meanwhile.
 *
 * @throws InterruptedException if this thread is interrupted
 * @throws CancellationException if the current task was cancelled
 */
public fun sleepBlocking(duration: Duration): Unit = Sleeping.sleep(duration.inWholeNanoseconds)

/**
 * The way back from [toThread]: runs [block] from blocking code as a child of the current task, and waits for it, as
 * [runSync] does, with the same memory effects.
 *
 * @throws IllegalStateException on a thread that runs no task
 * @throws InterruptedException if this thread is interrupted
 * @throws CancellationException if the current task was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public fun <T> fromThread(block: suspend TaskScope.() -> T): T {
    checkNotNull(Ambient.current()) { "fromThread: this thread runs no task" }
    return operationOnThisThread("fromThread", block)
}
