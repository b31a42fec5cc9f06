package dev.corral.engine

import dev.corral.engine.kernel.Scope

/**
 * Where a task stands.
 *
 * ```kotlin
 * val stuck = tasks.filter { it.state == TaskState.CANCELLING }
 * if (stuck.isNotEmpty()) log.info("still waiting for the end of $stuck")
 * ```
 * ```text
 * PENDING --> RUNNING --------------------> COMPLETED | FAILED
 *    |           |                              ^
 *    |           +--> CANCELLING ---------------+--> CANCELLED
 *    +--> CANCELLED
 * ```
 *
 * A cancelled task is [CANCELLING] while it has not ended; it can still complete, if its body returns a value all the
 * same, or fail.
 */
public enum class TaskState {
    /** Nobody has begun the body. */
    PENDING,
    /** The body runs, or what it began does. */
    RUNNING,
    /** Asked to stop, and has not ended. */
    CANCELLING,
    /** Ended with a value. */
    COMPLETED,
    /** Ended with a failure. */
    FAILED,
    /** Ended because it was cancelled, without a value and without a failure. */
    CANCELLED;

    /** Whether the task has ended. */
    public val hasEnded: Boolean
        get() = this > CANCELLING
}

/** Where this scope stands. */
internal fun Scope.state(): TaskState =
    when {
        hasEnded && failure() != null -> TaskState.FAILED
        hasEnded && hasValue -> TaskState.COMPLETED
        hasEnded -> TaskState.CANCELLED
        isCancelled -> TaskState.CANCELLING
        hasBegun -> TaskState.RUNNING
        else -> TaskState.PENDING
    }
