@file:JvmName("Shared")

package dev.corral.sync

import dev.corral.engine.sync.AsyncBarrier as EngineBarrier
import dev.corral.engine.sync.AsyncCondition as EngineCondition
import dev.corral.engine.sync.AsyncEvent as EngineEvent
import dev.corral.engine.sync.AsyncLock as EngineLock
import dev.corral.engine.sync.AsyncReadWriteLock as EngineReadWriteLock
import dev.corral.engine.sync.AsyncReentrantLock as EngineReentrantLock
import dev.corral.engine.sync.AsyncSemaphore as EngineSemaphore
import dev.corral.engine.sync.CapacityLimiter as EngineLimiter
import dev.corral.engine.sync.ResourceGuard as EngineGuard

// One object, two faces. In this package, where the face's fields are within reach; hidden from Java callers.

/**
 * This very lock, for suspending callers.
 *
 * ```kotlin
 * val accounts = AsyncLock("accounts") // in Java's hands
 * accounts.asKotlin().withLock { transfer() }
 * ```
 */
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

/** This very event, for suspending callers. */
@JvmSynthetic public fun AsyncEvent.asKotlin(): EngineEvent = engine

/** This very event, for callers of futures. */
@JvmSynthetic public fun EngineEvent.asJava(): AsyncEvent = AsyncEvent(this)

/** This very lock, for suspending callers. */
@JvmSynthetic public fun AsyncReadWriteLock.asKotlin(): EngineReadWriteLock = engine

/** This very lock, for callers of futures. */
@JvmSynthetic public fun EngineReadWriteLock.asJava(): AsyncReadWriteLock = AsyncReadWriteLock(this)

/** This very lock, for suspending callers. */
@JvmSynthetic public fun AsyncReentrantLock.asKotlin(): EngineReentrantLock = engine

/** This very lock, for callers of futures. */
@JvmSynthetic public fun EngineReentrantLock.asJava(): AsyncReentrantLock = AsyncReentrantLock(this)

/** This very guard, for suspending callers. */
@JvmSynthetic public fun ResourceGuard.asKotlin(): EngineGuard = engine

/** This very guard, for callers of futures. */
@JvmSynthetic public fun EngineGuard.asJava(): ResourceGuard = ResourceGuard(this)
