@file:JvmName("Shared")

package dev.corral.sync

import dev.corral.engine.sync.AsyncBarrier as EngineBarrier
import dev.corral.engine.sync.AsyncCondition as EngineCondition
import dev.corral.engine.sync.AsyncLock as EngineLock
import dev.corral.engine.sync.AsyncSemaphore as EngineSemaphore
import dev.corral.engine.sync.CapacityLimiter as EngineLimiter

// One object, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/** This very lock, for suspending callers. */
@JvmSynthetic public fun AsyncLock.asKotlin(): EngineLock = engine

/** This very lock, for callers of futures. */
@JvmSynthetic public fun EngineLock.asJava(): AsyncLock = AsyncLock(this)

/** This very semaphore, for suspending callers. */
@JvmSynthetic public fun AsyncSemaphore.asKotlin(): EngineSemaphore = engine

/** This very semaphore, for callers of futures. */
@JvmSynthetic public fun EngineSemaphore.asJava(): AsyncSemaphore = AsyncSemaphore(this)

/** This very limiter, for suspending callers. */
@JvmSynthetic public fun CapacityLimiter.asKotlin(): EngineLimiter = engine

/** This very limiter, for callers of futures. */
@JvmSynthetic public fun EngineLimiter.asJava(): CapacityLimiter = CapacityLimiter(this)

/** This very condition, for suspending callers. */
@JvmSynthetic public fun AsyncCondition.asKotlin(): EngineCondition = engine

/** This very condition, for callers of futures. */
@JvmSynthetic public fun EngineCondition.asJava(): AsyncCondition = AsyncCondition(this)

/** This very barrier, for suspending callers. */
@JvmSynthetic public fun AsyncBarrier.asKotlin(): EngineBarrier = engine

/** This very barrier, for callers of futures. */
@JvmSynthetic public fun EngineBarrier.asJava(): AsyncBarrier = AsyncBarrier(this)
