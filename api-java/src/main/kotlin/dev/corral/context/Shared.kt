@file:JvmName("Shared")

package dev.corral.context

import dev.corral.engine.context.ContextKey as EngineKey
import dev.corral.engine.context.TaskLocal as EngineLocal

// One key, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/**
 * This very key, for suspending callers.
 *
 * ```kotlin
 * val user = ContextKey.named<String>("user") // in Java's hands
 * val greeting = withContextKey(user.asKotlin(), "ada") { toThread { "hello ${user.asKotlin().get()}" } }
 * ```
 */
@JvmSynthetic public fun <T : Any> ContextKey<T>.asKotlin(): EngineKey<T> = engine

/** This very key, for callers of futures. */
@JvmSynthetic public fun <T : Any> EngineKey<T>.asJava(): ContextKey<T> = ContextKey(this)

/** This very variable, for suspending callers. */
@JvmSynthetic public fun <T : Any> TaskLocal<T>.asKotlin(): EngineLocal<T> = engine

/** This very variable, for callers of futures. */
@JvmSynthetic public fun <T : Any> EngineLocal<T>.asJava(): TaskLocal<T> = TaskLocal(this)
