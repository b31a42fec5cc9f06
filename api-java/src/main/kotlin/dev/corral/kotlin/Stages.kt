package dev.corral.kotlin

import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.TaskScope
import dev.corral.engine.bridge.Stages
import java.util.concurrent.CompletionStage

/**
 * Waits for this future and returns its value, or throws the failure itself, without wrappers. Cancelled, the wait ends
 * and the operation goes on: unlike `kotlinx.coroutines.future.await`, which cancels the future for everybody.
 */
public suspend fun <T> CorralFuture<T>.await(): T = Stages.observe(this)

/**
 * Waits for a stage that belongs to somebody else: never cancels it. Throws its failure itself, without wrappers; its
 * cancellation is a failure of the caller's task, not a cancellation.
 */
public suspend fun <T> CompletionStage<T>.awaitObserving(): T = Stages.observe(this)

/**
 * Waits for a stage that belongs to the calling task: it is cancelled (`cancel(true)`) with the task, and its end is
 * waited for. Throws its failure itself, without wrappers.
 */
public suspend fun <T> CompletionStage<T>.awaitOwned(): T = Stages.own(this)

/** A task for Java callers with a suspend body, which runs as a coroutine on Corral's workers. */
public fun <T> suspendTask(body: suspend TaskScope.() -> T): Task<T> = Task { Stages.start(body) }
