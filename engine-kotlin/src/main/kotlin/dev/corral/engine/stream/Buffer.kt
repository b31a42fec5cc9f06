package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.backpressure as held
import dev.corral.engine.stream.kernel.failing
import kotlinx.coroutines.flow.Flow

/**
 * The same elements, up to [high] of them pulled ahead of the one that is being worked on. When it is that many,
 * nothing more is pulled until only [low] are left: a source that is expensive to wake is woken for [high] - [low]
 * elements.
 *
 * The flow is collected by a task of its own. Its failure comes after the elements before it.
 *
 * @throws IllegalArgumentException unless 0 <= [low] < [high]
 */
public fun <T : Any> Flow<T>.backpressure(high: Int, low: Int): Flow<T> = held(asSource(), high, low)

/**
 * The same elements, up to [capacity] of them held. One that comes when they are so many is dropped and fails the flow
 * with a [StreamOverflowException], after those that are held: for sources that cannot wait, and must not be cut short
 * in silence. kotlinx's `buffer` suspends such a source, or drops.
 *
 * ```kotlin
 * val strict = ids.bufferOrFail(1_000)
 * ```
 *
 * The flow is collected by a task of its own.
 *
 * @throws IllegalArgumentException if [capacity] is less than 1
 */
public fun <T : Any> Flow<T>.bufferOrFail(capacity: Int): Flow<T> =
    failing(asSource(), capacity, ::StreamOverflowException)

/**
 * An element came for which the buffer of a stream, [bufferOrFail], had no room.
 *
 * ```kotlin
 * try {
 *     strict.collect { log.info("$it") }
 * } catch (e: StreamOverflowException) {
 *     log.info("too slow: ${e.message}")
 * }
 * ```
 */
public class StreamOverflowException internal constructor(message: String) : IllegalStateException(message)
