package dev.corral.engine.interop

import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.operationOnThisThread
import dev.corral.engine.taskGroup
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

/**
 * Runs [body], which blocks, on a thread for such, and waits for it. Cancelled, its thread is interrupted, and its end
 * is waited for; a value that it returns all the same counts.
 */
public suspend fun <T> toThread(body: () -> T): T =
    taskGroup("toThread") {
        val task = spawnBlocking("toThread", body)
        withContext(NonCancellable) { task.join() }
        task.resultNow()
    }

/**
 * Runs [block] and blocks this thread until it, and everything it began, has ended. Inside a task the wait is a
 * cancellation point; if it is cancelled or interrupted, so is [block], and its end is waited for.
 *
 * Threads that block here, however many and deep, do not keep each other's work from running.
 *
 * @throws InterruptedException if this thread is interrupted
 */
public fun <T> runSync(block: suspend TaskScope.() -> T): T = operationOnThisThread("runSync", block)

/**
 * The way back from [toThread]: runs [block] from blocking code as a child of the current task, and waits for it, as
 * [runSync] does.
 *
 * @throws IllegalStateException on a thread that runs no task
 * @throws InterruptedException if this thread is interrupted
 */
public fun <T> fromThread(block: suspend TaskScope.() -> T): T {
    checkNotNull(Ambient.current()) { "fromThread: this thread runs no task" }
    return operationOnThisThread("fromThread", block)
}
