package dev.corral.engine.combine

import dev.corral.engine.Settled
import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.GatherConductor
import dev.corral.engine.combine.kernel.SettledWords
import kotlin.time.Duration

/**
 * Runs [tasks] and returns their values, in the order of the tasks. The first failure cancels the others and is thrown
 * once all have ended.
 *
 * ```kotlin
 * val pages = gather(listOf(1, 2, 3).map { id -> { Page(users.find(id), orders.of(id)) } }, limit = 2)
 * ```
 *
 * Each begins on the calling thread; with a [limit], those beyond it begin as others end, in the caller's context.
 * Cancelled, it cancels them all and waits for their end: there is no whole then, whatever they return. What the tasks
 * did happens-before the return.
 *
 * @param limit how many may be at work at once
 * @param onUndelivered disposes of each value that was returned when there is no whole, on a callback thread
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public suspend fun <T> gather(
    tasks: Collection<suspend TaskScope.() -> T>,
    limit: Int = Int.MAX_VALUE,
    onUndelivered: ((T) -> Unit)? = null,
): List<T> {
    requireLimit(limit)
    val listed = tasks.toList()
    return combine("gather") { scope, context ->
        GatherConductor(scope, SuspendParts(scope, context, onUndelivered, listed.size, listed::get), limit, null)
    }
}

/** As [gather] of a collection, without a limit. */
public suspend fun <T> gather(vararg tasks: suspend TaskScope.() -> T): List<T> = gather(tasks.asList())

/** Runs [first] and [second] at once, and returns what [combine] makes of their values; see [gather]. */
public suspend fun <A, B, R> gather(
    first: suspend TaskScope.() -> A,
    second: suspend TaskScope.() -> B,
    combine: (A, B) -> R,
): R {
    val (a, b) = gather(listOf(first, second))
    @Suppress("UNCHECKED_CAST") // in the order of the tasks
    return combine(a as A, b as B)
}

/** Runs [first], [second] and [third] at once, and returns what [combine] makes of their values; see [gather]. */
public suspend fun <A, B, C, R> gather(
    first: suspend TaskScope.() -> A,
    second: suspend TaskScope.() -> B,
    third: suspend TaskScope.() -> C,
    combine: (A, B, C) -> R,
): R {
    val (a, b, c) = gather(listOf(first, second, third))
    @Suppress("UNCHECKED_CAST") // in the order of the tasks
    return combine(a as A, b as B, c as C)
}

/**
 * Runs [tasks] and returns how each of them ended, in their order; none cancels another, and nothing is thrown for
 * their failures. For the rest it is like [gather].
 */
public suspend fun <T> gatherSettled(
    tasks: Collection<suspend TaskScope.() -> T>,
    limit: Int = Int.MAX_VALUE,
    onUndelivered: ((T) -> Unit)? = null,
): List<Settled<T>> = settle("gatherSettled", Duration.INFINITE, limit, onUndelivered, tasks)

/** As [gatherSettled] of a collection, without a limit. */
public suspend fun <T> gatherSettled(vararg tasks: suspend TaskScope.() -> T): List<Settled<T>> =
    gatherSettled(tasks.asList())

/**
 * Runs [tasks] for [timeout] at most and returns how each of them ended, in their order: after that time those that run
 * are cancelled and, once they have ended, told as [Settled.TimedOut]; one that returns a value all the same is told
 * with that. So it returns a little later than [timeout]: as long as it takes to stop them. With a timeout of zero or
 * less none of them begins.
 */
public suspend fun <T> settleWithin(
    timeout: Duration,
    vararg tasks: suspend TaskScope.() -> T,
    onUndelivered: ((T) -> Unit)? = null,
): List<Settled<T>> = settleWithin(timeout, tasks.asList(), onUndelivered)

/** As [settleWithin], of a collection. */
public suspend fun <T> settleWithin(
    timeout: Duration,
    tasks: Collection<suspend TaskScope.() -> T>,
    onUndelivered: ((T) -> Unit)? = null,
): List<Settled<T>> = settle("settleWithin", timeout, Int.MAX_VALUE, onUndelivered, tasks)

private suspend fun <T> settle(
    name: String,
    timeout: Duration,
    limit: Int,
    onUndelivered: ((T) -> Unit)?,
    tasks: Collection<suspend TaskScope.() -> T>,
): List<Settled<T>> {
    requireLimit(limit)
    val listed = tasks.toList()
    return combine(name, timeout) { scope, context ->
        val parts = SuspendParts(scope, context, onUndelivered, listed.size, listed::get)
        GatherConductor(scope, parts, limit, KotlinSettled)
    }
}

internal fun requireLimit(limit: Int) = require(limit > 0) { "limit: $limit is not positive" }

internal object KotlinSettled : SettledWords {
    override fun fulfilled(value: Any?) = Settled.Fulfilled(value)

    override fun rejected(error: Throwable) = Settled.Rejected(error)

    override fun cancelled() = Settled.Cancelled

    override fun timedOut() = Settled.TimedOut
}
