@file:JvmName("Shared")

package dev.corral.stream

import dev.corral.engine.stream.kernel.asSource
import kotlinx.coroutines.flow.Flow

// One object, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/**
 * This very stream, for suspending callers: a cold flow, whose operators run in the context of whoever collects it.
 *
 * ```kotlin
 * val orders = AsyncStream.of(1, 2, 3) // in Java's hands
 * val doubled = orders.asKotlin().map { it * 2 }.toList()
 * ```
 */
@JvmSynthetic public fun <T : Any> AsyncStream<T>.asKotlin(): Flow<T> = source

/**
 * This very flow, for callers of futures. A null that it emits fails the stream. What kotlinx's operators buffer when
 * the stream ends early is lost to `onUndelivered`.
 */
@JvmSynthetic public fun <T : Any> Flow<T>.asJava(): AsyncStream<T> = AsyncStream(asSource(), null)
