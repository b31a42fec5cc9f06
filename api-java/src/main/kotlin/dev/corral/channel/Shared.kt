@file:JvmName("Shared")

package dev.corral.channel

import dev.corral.engine.channel.AsyncPriorityQueue as EnginePriorityQueue
import dev.corral.engine.channel.AsyncQueue as EngineQueue
import dev.corral.engine.channel.ElementQueue as EngineElementQueue

// One object, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/**
 * This very queue, for suspending callers.
 *
 * ```kotlin
 * val orders = AsyncQueue.bounded<String>(16) // in Java's hands
 * orders.asKotlin().put("order 1")
 * ```
 */
@JvmSynthetic public fun <T : Any> ElementQueue<T>.asKotlin(): EngineElementQueue<T> = engine

/** This very queue, for callers of futures. */
@JvmSynthetic public fun <T : Any> EngineQueue<T>.asJava(): AsyncQueue<T> = AsyncQueue(this)

/** This very queue, for callers of futures. */
@JvmSynthetic public fun <T : Any> EnginePriorityQueue<T>.asJava(): AsyncPriorityQueue<T> = AsyncPriorityQueue(this)
