package dev.corral.engine.stream

import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.mapSuspending
import kotlinx.coroutines.flow.Flow

/**
 * What [transform] makes of each element, for [limit] of them at once, in the order of the elements. A result goes on
 * as soon as those before it have.
 *
 * ```kotlin
 * val found = ids.mapAsync(limit = 4) { users.find(it) }.toList()
 * ```
 *
 * No more than [limit] elements are in hand, those included whose results wait for others. A failure stops the pulling
 * and cancels the work on all later elements; when the results of the earlier ones have been passed on, and all has
 * ended, it is thrown, the same instance. What the work on an element did happens-before its result is passed on.
 *
 * @param transform runs in the collector's context, each time as a task of its own
 * @param onUndelivered disposes of each result that came about and could not be passed on, on a callback thread
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public fun <T : Any, R : Any> Flow<T>.mapAsync(
    limit: Int,
    onUndelivered: ((R) -> Unit)? = null,
    transform: suspend (T) -> R,
): Flow<R> = mapSuspending(asSource(), limit, isOrdered = true, rules(onUndelivered), transform)

/**
 * As [mapAsync], with the results in the order in which they came. A failure cancels the work on all other elements;
 * results that came before it are passed on.
 */
public fun <T : Any, R : Any> Flow<T>.mapAsyncUnordered(
    limit: Int,
    onUndelivered: ((R) -> Unit)? = null,
    transform: suspend (T) -> R,
): Flow<R> = mapSuspending(asSource(), limit, isOrdered = false, rules(onUndelivered), transform)

private fun <R> rules(onUndelivered: ((R) -> Unit)?): ItemRules =
    if (onUndelivered == null) ItemRules.None else Disposing(onUndelivered)

private class Disposing<R>(private val onUndelivered: (R) -> Unit) : ItemRules {
    override val disposes: Boolean
        get() = true

    @Suppress("UNCHECKED_CAST") // one of the results
    override fun dispose(value: Any?) = onUndelivered(value as R)
}
