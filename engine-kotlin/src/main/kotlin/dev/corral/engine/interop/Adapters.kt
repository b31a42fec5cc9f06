package dev.corral.engine.interop

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.currentScope
import dev.corral.engine.sync.CapacityLimiter
import java.util.concurrent.CancellationException

/**
 * Runs [body], which blocks, on a thread for such, as [toThread] does, with a permit of [limiter], which it gives back
 * when [body] has returned. It takes no thread while it waits for the permit; cancelled then, it has taken nothing.
 *
 * @throws IllegalStateException if the calling task has a permit of [limiter], or waits for one
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [body], the same instance
 */
public suspend fun <T> toThread(limiter: CapacityLimiter, body: () -> T): T = limiter.withPermit { toThread(body) }

/**
 * A suspend function that runs [fn], which blocks, on a thread for such, as [toThread] does. Functions without an
 * argument, or of two, have names of their own, so that a reference to an overloaded function is understood.
 *
 * ```kotlin
 * val load: suspend (Int) -> List<Order> = blocking { id -> orders.of(id) }
 * ```
 */
public fun <A, R> blocking(fn: (A) -> R): suspend (A) -> R = { a -> toThread { fn(a) } }

/** As [blocking], without an argument. */
public fun <R> blockingSupplier(fn: () -> R): suspend () -> R = { toThread(fn) }

/** As [blocking], with two arguments. */
public fun <A, B, R> blockingBiFunction(fn: (A, B) -> R): suspend (A, B) -> R = { a, b -> toThread { fn(a, b) } }

/** A function that runs [fn], which suspends, and blocks its thread until that has ended, as [runSync] does. */
public fun <A, R> sync(fn: suspend (A) -> R): (A) -> R = { a -> runSync { fn(a) } }

/** As [sync], without an argument. */
public fun <R> syncCallable(fn: suspend () -> R): () -> R = { runSync { fn() } }

/** As [sync], with two arguments. */
public fun <A, B, R> syncBiFunction(fn: suspend (A, B) -> R): (A, B) -> R = { a, b -> runSync { fn(a, b) } }

/** How the blocking bodies of the engine that the caller runs in stand, at this moment. */
public suspend fun blockingStatistics(): BlockingStatistics =
    (currentScope()?.engine ?: Engine.default).blockingLoad().run { BlockingStatistics(limit, running, waiting) }

/**
 * How blocking bodies stand.
 *
 * ```kotlin
 * val now = blockingStatistics()
 * if (now.waiting > 0) log.info("${now.running} at work, and ${now.waiting} wait for a thread")
 * ```
 *
 * @property limit how many may be at work at once; null on virtual threads, which have none
 * @property running how many are at work; where there is a limit, one that waits for other work of Corral's does not
 *   count while it waits
 * @property waiting how many wait for a thread
 */
public data class BlockingStatistics(val limit: Int?, val running: Int, val waiting: Int)
