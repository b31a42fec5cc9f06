package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.batch as batches
import kotlinx.coroutines.flow.Flow

/**
 * Lists of [size] elements; the last one may have fewer. A failure comes after a list of the elements before it. When a
 * collection is cancelled, or fails further down, an unfinished list is dropped.
 *
 * ```kotlin
 * ids.batch(2).collect { rows -> insert(rows) }
 * ```
 *
 * @throws IllegalArgumentException if [size] is less than 1
 */
public fun <T : Any> Flow<T>.batch(size: Int): Flow<List<T>> = batches(asSource(), size)
