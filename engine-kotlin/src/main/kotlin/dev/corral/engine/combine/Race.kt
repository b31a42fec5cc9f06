package dev.corral.engine.combine

import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.RaceConductor
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * Runs [tasks] at once and returns what the first one to complete returns, or throws its failure: first completion, not
 * first success, for which there is [firstSuccess].
 *
 * ```kotlin
 * val quote = race({ mirrorA.fetch(id) }, { mirrorB.fetch(id) }, timeout = 2.seconds)
 * ```
 *
 * Returns when the others, which are cancelled, have ended too. Each begins on the calling thread; one that comes after
 * a winner does not begin. Cancelled, it cancels them all and waits for their end. What the winner did happens-before
 * the return.
 *
 * @param timeout fails the race with a [java.util.concurrent.TimeoutException]
 * @param onUndelivered disposes of a loser's value, on a callback thread, before this returns
 * @throws IllegalArgumentException if there are no tasks
 */
public suspend fun <T> race(
    vararg tasks: suspend TaskScope.() -> T,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T = race(tasks.asList(), timeout, onUndelivered)

/** As [race], of a collection. */
public suspend fun <T> race(
    tasks: Collection<suspend TaskScope.() -> T>,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T {
    val racers = atLeastOne(tasks)
    return combine("race", timeout) { scope, context ->
        RaceConductor(scope, SuspendParts(scope, context, onUndelivered, racers.size, racers::get), null)
    }
}

/** As [race], telling which of the [tasks] was the first. */
public suspend fun <T> raceIndexed(
    vararg tasks: suspend TaskScope.() -> T,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): RaceResult<T> = raceIndexed(tasks.asList(), timeout, onUndelivered)

/** As [raceIndexed], of a collection. */
public suspend fun <T> raceIndexed(
    tasks: Collection<suspend TaskScope.() -> T>,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): RaceResult<T> {
    val racers = atLeastOne(tasks)
    return combine("raceIndexed", timeout) { scope, context ->
        RaceConductor(scope, SuspendParts(scope, context, onUndelivered, racers.size, racers::get)) {
            value,
            index,
            elapsed,
            cancelled ->
            @Suppress("UNCHECKED_CAST") // what a task returned
            RaceResult(value as T, index, elapsed.nanoseconds, cancelled)
        }
    }
}

/**
 * What came of a race.
 *
 * ```kotlin
 * val first = raceIndexed({ mirrorA.fetch(id) }, { mirrorB.fetch(id) })
 * log.info("mirror ${first.index} was first, ${first.cancelled} cancelled")
 * ```
 *
 * @property value what the first task returned
 * @property index which of the tasks that was, counted from 0
 * @property elapsed from the start until it completed
 * @property cancelled how many of the others had not completed, and were cancelled or did not begin
 */
public data class RaceResult<out T>(val value: T, val index: Int, val elapsed: Duration, val cancelled: Int)

/** A copy of [tasks], of which there is one. */
internal fun <T> atLeastOne(tasks: Collection<T>): List<T> =
    tasks.toList().also { require(it.isNotEmpty()) { "tasks: there are none" } }
