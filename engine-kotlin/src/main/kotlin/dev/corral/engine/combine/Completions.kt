package dev.corral.engine.combine

import dev.corral.engine.Operation
import dev.corral.engine.Settled
import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.CompletionConductor
import dev.corral.engine.combine.kernel.CompletionWords
import dev.corral.engine.combine.kernel.SettledWords
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.cancelWithCaller
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.result
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job

/**
 * Runs [tasks], at most [limit] of them at once, and calls [consume] with a stream of how each of them ended, in the
 * order in which they do.
 *
 * ```kotlin
 * val best =
 *     asCompleted(tasks, limit = 4) { stream ->
 *         for ((index, settled) in stream) if (settled.getOrNull() != null) return@asCompleted index
 *         null
 *     }
 * ```
 *
 * When [consume] is done, what still runs is cancelled; this returns when it has ended. A task's failure is told by the
 * stream and fails nothing else. What a task did happens-before its outcome is told.
 *
 * @param onUndelivered disposes of each value that was not taken from the stream, on a callback thread
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public suspend fun <T, R> asCompleted(
    tasks: Collection<suspend TaskScope.() -> T>,
    limit: Int = Int.MAX_VALUE,
    onUndelivered: ((T) -> Unit)? = null,
    consume: suspend (CompletionStream<T>) -> R,
): R {
    requireLimit(limit)
    val listed = tasks.toList()
    val context = coroutineContext.minusKey(Job)
    return Completing(parentScope()) { scope ->
            val run = Combined(scope, "asCompleted")
            val parts = SuspendParts(run, context, onUndelivered, listed.size, listed::get)
            val conductor = CompletionConductor(run, parts, limit, KotlinCompletions)
            run.begin(conductor)
            try {
                consume(CompletionStream(conductor))
            } finally {
                conductor.close(scope)
            }
        }
        .runHere()
}

/**
 * How the tasks of an [asCompleted] ended, in the order in which they do. Safe for use by many coroutines.
 *
 * ```kotlin
 * suspend fun firstOf(stream: CompletionStream<Quote>) = stream.next()?.settled?.getOrNull()
 * ```
 */
public class CompletionStream<out T> internal constructor(private val conductor: CompletionConductor) {
    /** Waits for the next one; null when all have been told. Cancelled, it takes nothing. */
    public suspend fun next(): Completion<T>? {
        val waiter = Combined(parentScope(), "next")
        waiter.conductor = conductor.waiting(waiter, null)
        waiter.cancelWithCaller()
        return waiter.result()
    }

    /** For a loop. */
    public operator fun iterator(): CompletionIterator<T> = CompletionIterator(this)
}

/**
 * Goes through a [CompletionStream], which it suspends for; for one coroutine.
 *
 * ```kotlin
 * suspend fun showAll(rest: CompletionIterator<Quote>) {
 *     while (rest.hasNext()) show(rest.next())
 * }
 * ```
 */
public class CompletionIterator<out T> internal constructor(private val stream: CompletionStream<T>) {
    private var upcoming: Completion<T>? = null

    /** Waits until there is another one, or certain that there is none. */
    public suspend operator fun hasNext(): Boolean {
        if (upcoming == null) upcoming = stream.next()
        return upcoming != null
    }

    /** The one that [hasNext] waited for. */
    public operator fun next(): Completion<T> =
        upcoming?.also { upcoming = null } ?: throw NoSuchElementException("next: hasNext did not find one")
}

/**
 * How one of several tasks ended.
 *
 * ```kotlin
 * suspend fun show(completion: Completion<Quote>) =
 *     log.info("task ${completion.index}: ${completion.settled.getOrNull() ?: "no quote"}")
 * ```
 *
 * @property index which one, counted from 0
 * @property settled how
 */
public data class Completion<out T>(val index: Int, val settled: Settled<T>)

private class Completing<R>(parent: Scope, private val run: suspend (Scope) -> R) :
    Operation<R>(parent, "asCompleted", block = { error("runs run") }) {
    override suspend fun body(): R = run(this)
}

private object KotlinCompletions : CompletionWords, SettledWords by KotlinSettled {
    @Suppress("UNCHECKED_CAST") // what KotlinSettled made
    override fun completion(index: Int, settled: Any) = Completion(index, settled as Settled<Any?>)

    override fun end() = null
}
