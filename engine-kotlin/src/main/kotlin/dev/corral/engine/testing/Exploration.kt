package dev.corral.engine.testing

import dev.corral.engine.BlockingOperation
import dev.corral.engine.Operation
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Scope
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration

/**
 * A run that failed: its seed makes it happen again.
 *
 * ```kotlin
 * fun tell(failed: FailedInterleaving) = log.info("seed ${failed.seed}: ${failed.message}")
 * ```
 *
 * @property seed of that run
 * @property message what was wrong
 * @property cause what the body failed with, if that was it
 */
public class FailedInterleaving
internal constructor(
    @JvmField public val seed: Long,
    @JvmField public val message: String,
    @JvmField public val cause: Throwable?,
)

/**
 * Runs of one body, one after the other, each with a seed of its own; for callers of both languages.
 *
 * ```kotlin
 * val exploration = Exploration(timersRace = false, patience = 30.seconds)
 * val failed = exploration.firstFailure(runs = 100, first = 1) { error("always") }
 * ```
 *
 * @param timersRace whether a timer may fire before everything else that is ready has run
 * @param patience how long a run may block without passing the turn on, in real time
 */
public class Exploration(private val timersRace: Boolean, private val patience: Duration) {
    /** Tries [runs] seeds, [first] and those that follow; the first run that fails, or null. */
    public fun firstFailure(runs: Int, first: Long, body: Callable<*>): FailedInterleaving? =
        explore(runs, first) { blocking(it, body) }

    /** As the other one, for a body that suspends. */
    internal fun firstFailure(runs: Int, first: Long, body: suspend TaskScope.() -> Unit): FailedInterleaving? =
        explore(runs, first) { run ->
            Operation(run.engine.root, NAME, block = body).apply {
                attachToLiving()
                dispatchBody(run.dispatcher)
            }
        }

    /** The order in which the run with [seed] has its pieces run: a number for each, given as they came up. */
    public fun trace(seed: Long, body: Callable<*>): List<Int> = withThreads { threads ->
        SteeredRun(seed, threads, timersRace).apply { run(patience) { blocking(it, body) } }.trace()
    }

    private fun blocking(run: SteeredRun, body: Callable<*>): Scope =
        BlockingOperation(run.engine.root, NAME, 0) { body.call() }
            .apply {
                attachToLiving()
                dispatch(run.engine.blocking)
            }

    private fun explore(runs: Int, first: Long, begin: (SteeredRun) -> Scope): FailedInterleaving? =
        withThreads { threads ->
            (first until first + runs).firstNotNullOfOrNull { seed ->
                SteeredRun(seed, threads, timersRace).run(patience, begin)?.let {
                    FailedInterleaving(seed, it.message, it.cause)
                }
            }
        }

    private fun <R> withThreads(use: (ExecutorService) -> R): R {
        val number = AtomicInteger()
        val threads = Executors.newCachedThreadPool { body ->
            Thread(null, body, "corral-interleaving-${number.incrementAndGet()}", 0, false).apply { isDaemon = true }
        }
        try {
            return use(threads)
        } finally {
            threads.shutdown()
            threads.awaitTermination(1, SECONDS)
        }
    }

    private companion object {
        const val NAME = "interleaving"
    }
}
