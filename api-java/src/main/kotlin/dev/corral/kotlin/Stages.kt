package dev.corral.kotlin

import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.TaskScope
import dev.corral.engine.bridge.Stages
import java.util.concurrent.CompletionStage

/**
 * Waits for this future and returns its value, or throws the failure itself, without wrappers. Cancelled, the wait ends
 * and the operation goes on: unlike `kotlinx.coroutines.future.await`, which cancels the future for everybody.
 *
 * ```kotlin
 * val future: CorralFuture<String> = quotes(7)
 * val quote = future.await() // cancelled, the wait ends and the quote goes on
 * ```
 */
public suspend fun <T> CorralFuture<T>.await(): T = Stages.observe(this)

/**
 * Waits for a stage that belongs to somebody else: never cancels it. Throws its failure itself, without wrappers; its
 * cancellation is a failure of the caller's task, not a cancellation.
 *
 * ```kotlin
 * val shared = config.awaitObserving() // others wait for it too: never cancelled from here
 * ```
 */
public suspend fun <T> CompletionStage<T>.awaitObserving(): T = Stages.observe(this)

/**
 * Waits for a stage that belongs to the calling task: it is cancelled (`cancel(true)`) with the task, and its end is
 * waited for. Throws its failure itself, without wrappers.
 *
 * ```kotlin
 * val page = fetch(7).awaitOwned() // nobody else's: cancelled with this task
 * ```
 */
public suspend fun <T> CompletionStage<T>.awaitOwned(): T = Stages.own(this)

/**
 * A task for Java callers with a suspend body, which runs as a coroutine on Corral's workers.
 *
 * ```kotlin
 * val task: Task<String> = suspendTask {
 *     transfer()
 *     "receipt"
 * }
 * ```
 */
public fun <T> suspendTask(body: suspend TaskScope.() -> T): Task<T> = Task { Stages.start(body) }
