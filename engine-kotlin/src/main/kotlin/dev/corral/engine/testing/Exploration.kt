package dev.corral.engine.testing

import dev.corral.engine.BlockingOperation
import dev.corral.engine.Operation
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Scope
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.ThreadLocalRandom
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration

/**
 * Runs of one body, one after the other, each with a seed of its own; for callers of both languages.
 *
 * @param timersRace whether a timer may fire before everything else that is ready has run
 * @param patience how long a run may block without passing the turn on, in real time
 * @param replay how to have the run of a seed again, in code
 */
internal class Exploration(
    private val timersRace: Boolean,
    private val patience: Duration = DEFAULT_LIMIT,
    private val replay: (Long) -> String,
) {
    /**
     * Tries [runs] seeds, [seed] and those that follow, or others each time if that is null; but only the one that
     * [SEED_PROPERTY] names, if it is set. Returns the first run that fails, or null.
     */
    fun firstFailure(runs: Int, seed: Long?, body: Callable<*>): InterleavingError? =
        explore(runs, seed) { blocking(it, body) }

    /** As the other one, for a body that suspends. */
    fun firstFailure(runs: Int, seed: Long?, body: suspend TaskScope.() -> Unit): InterleavingError? =
        explore(runs, seed) { run ->
            Operation(run.engine.root, NAME, block = body).apply {
                attachToLiving()
                dispatchBody(run.dispatcher)
            }
        }

    /** The order in which the run with [seed] has its pieces run: a number for each, given as they came up. */
    fun trace(seed: Long, body: Callable<*>): List<Int> = withThreads { threads ->
        SteeredRun(seed, threads, timersRace).apply { run(patience) { blocking(it, body) } }.trace()
    }

    private fun blocking(run: SteeredRun, body: Callable<*>): Scope =
        BlockingOperation(run.engine.root, NAME, 0) { body.call() }
            .apply {
                attachToLiving()
                dispatch(run.engine.blocking)
            }

    private fun explore(runs: Int, seed: Long?, begin: (SteeredRun) -> Scope): InterleavingError? {
        val only = chosenSeed()
        val first = only ?: seed ?: newSeed()
        val seeds = if (only == null) first until first + runs else first..first
        return withThreads { threads ->
            seeds.firstNotNullOfOrNull { each ->
                SteeredRun(each, threads, timersRace).run(patience, begin)?.let { errorOf(each, it) }
            }
        }
    }

    private fun errorOf(seed: Long, fault: SteeredRun.Fault) =
        InterleavingError(
            seed,
            "with seed $seed: ${fault.message}\n" +
                "run this one alone with ${replay(seed)}, or with -D$SEED_PROPERTY=$seed",
            fault.cause,
        )

    private fun chosenSeed(): Long? {
        val text = System.getProperty(SEED_PROPERTY) ?: return null
        return requireNotNull(text.toLongOrNull()) { "$SEED_PROPERTY: '$text' is no number" }
    }

    /** Short enough to be copied by hand. */
    private fun newSeed(): Long = ThreadLocalRandom.current().nextLong(1_000_000_000)

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
