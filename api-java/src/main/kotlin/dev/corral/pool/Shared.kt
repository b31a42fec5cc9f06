@file:JvmName("Shared")

package dev.corral.pool

import dev.corral.engine.pool.ExecutorPool as EngineExecutorPool
import dev.corral.engine.pool.Pool as EnginePool
import dev.corral.engine.pool.ProcessPool as EngineProcessPool
import dev.corral.engine.pool.ThreadPool as EngineThreadPool

// One object, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/**
 * This very pool, for suspending callers.
 *
 * ```kotlin
 * val pool = ThreadPool.of(4) // in Java's hands
 * val page = pool.asKotlin().run { "page" }
 * ```
 */
@JvmSynthetic public fun Pool.asKotlin(): EnginePool = engine

/** This very pool, for callers of futures. */
@JvmSynthetic public fun EngineThreadPool.asJava(): ThreadPool = ThreadPool(this)

/** This very pool, for callers of futures. */
@JvmSynthetic public fun EngineExecutorPool.asJava(): ExecutorPool = ExecutorPool(this)

/** This very pool, for callers of futures. Its own exceptions stay those of the engine. */
@JvmSynthetic public fun EngineProcessPool.asJava(): ProcessPool = ProcessPool(this)
