package dev.corral.engine.combine

import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.QuorumConductor
import dev.corral.engine.combine.kernel.QuorumConductor.Companion.NO_DELAY
import kotlin.time.Duration

/**
 * Runs [tasks] at once and returns the first value that one of them returns. If all fail it throws the first failure
 * there was, with the others suppressed in it in the order of the tasks, each in a
 * [dev.corral.engine.TaskFailedException].
 *
 * Returns when the others, which are cancelled, have ended too; what they fail with then counts for nothing. For the
 * rest it is like [race].
 *
 * @param timeout fails it with a [java.util.concurrent.TimeoutException]
 * @param onUndelivered disposes of a value that came too late, on a callback thread, before this returns
 * @throws IllegalArgumentException if there are no tasks
 */
public suspend fun <T> firstSuccess(
    vararg tasks: suspend TaskScope.() -> T,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T = firstSuccess(tasks.asList(), timeout, onUndelivered)

/** As [firstSuccess], of a collection. */
public suspend fun <T> firstSuccess(
    tasks: Collection<suspend TaskScope.() -> T>,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T {
    val all = atLeastOne(tasks)
    return combine("firstSuccess", timeout) { scope, context ->
        val parts = SuspendParts(scope, context, onUndelivered, all.size, all::get)
        QuorumConductor(scope, parts, 1, NO_DELAY, isList = false)
    }
}

/**
 * Runs [tasks] at once and returns the first [needed] values, in the order in which they came; cancels the others, and
 * returns when they have ended. Fails, as [firstSuccess] does, as soon as so many values cannot come any more.
 *
 * @throws IllegalArgumentException if [needed] is less than 1 or more than there are tasks
 */
public suspend fun <T> quorum(
    needed: Int,
    vararg tasks: suspend TaskScope.() -> T,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): List<T> = quorum(needed, tasks.asList(), timeout, onUndelivered)

/** As [quorum], of a collection. */
public suspend fun <T> quorum(
    needed: Int,
    tasks: Collection<suspend TaskScope.() -> T>,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): List<T> {
    val all = tasks.toList()
    require(needed in 1..all.size) { "needed: $needed of ${all.size} tasks" }
    return combine("quorum", timeout) { scope, context ->
        val parts = SuspendParts(scope, context, onUndelivered, all.size, all::get)
        QuorumConductor(scope, parts, needed, NO_DELAY, isList = true)
    }
}

/**
 * Runs [tasks], the next one when [delay] has passed since the last one began, or when any of them has failed, and
 * returns the first value; like [firstSuccess] for the rest. For replicas of which the second is asked only when the
 * first is slow: J. Dean and L. A. Barroso, "The Tail at Scale", 2013.
 *
 * ```kotlin
 * val hedged = hedge(30.milliseconds, { mirrorB.fetch(id) }, { mirrorA.fetch(id) })
 * ```
 *
 * @throws IllegalArgumentException if [delay] is negative, or there are no tasks
 */
public suspend fun <T> hedge(
    delay: Duration,
    vararg tasks: suspend TaskScope.() -> T,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T = hedge(delay, tasks.asList(), timeout, onUndelivered)

/** As [hedge], of a collection. */
public suspend fun <T> hedge(
    delay: Duration,
    tasks: Collection<suspend TaskScope.() -> T>,
    timeout: Duration = Duration.INFINITE,
    onUndelivered: ((T) -> Unit)? = null,
): T {
    require(!delay.isNegative()) { "delay: $delay is negative" }
    val all = atLeastOne(tasks)
    return combine("hedge", timeout) { scope, context ->
        val parts = SuspendParts(scope, context, onUndelivered, all.size, all::get)
        QuorumConductor(scope, parts, 1, delay.inWholeNanoseconds, isList = false)
    }
}
