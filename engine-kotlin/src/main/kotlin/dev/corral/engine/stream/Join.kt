package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.groupBy as groups
import dev.corral.engine.stream.kernel.interleave as interleaved
import dev.corral.engine.stream.kernel.merge
import dev.corral.engine.stream.kernel.mergeWithPriority as prioritized
import kotlinx.coroutines.flow.Flow

/**
 * One element of this flow and of each of the [others] in turn; one that has ended is left out from there on. None is
 * asked for an element before it is its turn. A failure, when the flow that fails has its turn, cancels all others.
 */
public fun <T : Any> Flow<T>.interleave(vararg others: Flow<T>): Flow<T> =
    interleaved(listOf(asSource()) + others.map { it.asSource() })

/**
 * The elements of [flows], which run at the same time, in the order in which they come, until the first one has ended;
 * the others are then cancelled. At most 32 elements of each are read ahead. A failure comes after the elements that
 * came before it, and cancels the other flows; this one ends when they have.
 *
 * Each flow is collected by a task of its own. For a merge until all have ended there is kotlinx's `merge`.
 */
public fun <T : Any> mergeUntilFirst(vararg flows: Flow<T>): Flow<T> =
    merge(flows.map { it.asSource() }, untilFirst = true)

/**
 * The elements of [flows], which run at the same time, until all have ended. Whenever several have an element ready,
 * that of the flow which is earlier in the list goes first; one that always has, keeps all later ones waiting. One
 * element of each is read ahead. A failure, when there is nothing of an earlier flow to go before it, cancels the other
 * flows; this one ends when they have.
 */
public fun <T : Any> mergeWithPriority(vararg flows: Flow<T>): Flow<T> = prioritized(flows.map { it.asSource() })

/**
 * The elements of the flows that [handler] makes of the groups of this flow's elements that have one key each, as they
 * come.
 *
 * ```kotlin
 * val shipped =
 *     orders.groupBy(maxGroups = 1000, key = { it.id }) { id, theirs ->
 *         theirs.batch(20).map { "${it.size} of $id" }
 *     }
 * ```
 *
 * A group begins with the first element of its key, and its handler's flow is collected by a task of its own from there
 * on; it ends with this flow. For a group of which 16 elements wait this flow waits; but a handler never waits for
 * another one's, and one that reads nothing, or no more, takes no elements: so nothing comes to a standstill.
 *
 * If this flow fails, each group fails with that, after its elements; when all handlers have ended, it is thrown. A
 * handler's own failure cancels all at once.
 *
 * @param maxGroups how many keys there may be; an element of one more fails with an [IllegalStateException]
 * @param handler called once for each key; the group's flow can be collected once, as part of the one that it returns
 * @throws IllegalArgumentException if [maxGroups] is less than 1
 */
public fun <T : Any, K : Any, R : Any> Flow<T>.groupBy(
    maxGroups: Int,
    key: (T) -> K,
    handler: (K, Flow<T>) -> Flow<R>,
): Flow<R> = groups(asSource(), maxGroups, { key(it) }, { k, group -> handler(k, group).asSource() })
