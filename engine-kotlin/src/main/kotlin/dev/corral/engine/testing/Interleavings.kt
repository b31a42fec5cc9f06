@file:JvmName("Interleavings")

package dev.corral.engine.testing

import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.SwitchPoint

/** The system property whose value, a seed, has [exploreInterleavings] do the one run with that seed. */
public const val SEED_PROPERTY: String = "dev.corral.interleavings.seed"

/** How many runs an exploration has if nobody says. */
public const val DEFAULT_RUNS: Int = 1_000

/**
 * A run that failed; its seed makes the same run happen again.
 *
 * ```kotlin
 * // With a breakpoint in it: the very run that failed.
 * private fun again(found: InterleavingError) = replayInterleaving(found.seed) { incrementWithoutLock() }
 * ```
 *
 * @property seed for [replayInterleaving]
 */
public class InterleavingError internal constructor(public val seed: Long, message: String, cause: Throwable?) :
    AssertionError(message, cause)

/**
 * Runs [body] over and over, each time with what Corral hands over in another order, until a run fails.
 *
 * ```kotlin
 * exploreInterleavings {
 *     val cell = Cell()
 *     taskGroup { repeat(2) { spawn { cell.increment() } } }
 *     check(cell.value == 2)
 * }
 * ```
 *
 * In a run only one piece of code runs at a time: a task, a coroutine between two suspensions, a callback, a timer.
 * Another one is chosen, at random among all that are ready, wherever one ends or waits, and wherever a lock, a permit,
 * an element or the like is asked for, also if it is free; and at each [switchPoint]. So what is found are wrong orders
 * of such pieces, not what goes wrong inside of one, as a race between two plain writes does. The same seed is the same
 * run, if the body does nothing that differs from run to run: what it begins must run on Corral's threads, on the
 * dispatcher that it finds or on those of its engine, wait through Corral or by suspending, and ask no other clock.
 *
 * Time is virtual: it stands still while something is ready, then it jumps to the next timer.
 *
 * A run fails if [body] does, if it cannot end because everybody waits (a deadlock), if it goes on for ever, or if it
 * leaves a task behind or a failure that nobody looked at. It must begin anew with everything that it uses.
 *
 * @param runs how many, at least 1
 * @param seed of the first run, those after it have the numbers that follow; null for one that differs each time
 * @param timersRace whether time may also go on while something is ready, as if that were slow: finds what a time-out
 *   can meet, but then every time-out may fire
 * @throws InterleavingError for the first run that fails, with its seed and how to run that one alone
 */
public fun exploreInterleavings(
    runs: Int = DEFAULT_RUNS,
    seed: Long? = null,
    timersRace: Boolean = false,
    body: suspend TaskScope.() -> Unit,
) {
    require(runs >= 1) { "runs: $runs is less than 1" }
    val race = if (timersRace) ", timersRace = true" else ""
    Exploration(timersRace) { "replayInterleaving($it$race)" }.firstFailure(runs, seed, body)?.let { throw it }
}

/** Does the one run of [exploreInterleavings] that [seed] stands for. */
public fun replayInterleaving(seed: Long, timersRace: Boolean = false, body: suspend TaskScope.() -> Unit): Unit =
    exploreInterleavings(1, seed, timersRace, body)

/** Lets another piece run first, in an interleaving that is explored; does nothing anywhere else. */
public fun switchPoint() {
    if (SwitchPoint.isUsed) SwitchPoint.here()
}
