package dev.corral.engine

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.effectiveDeadline

/** Keeps the receivers of nested bodies apart: a bare `spawn` in a child does not reach the group around it. */
@DslMarker @Target(AnnotationTarget.CLASS) public annotation class CorralDsl

/**
 * The receiver of a task's body: what the task is, and whether it should stop.
 *
 * ```kotlin
 * suspend fun TaskScope.pollAll(pages: Iterator<Int>) {
 *     while (!isStopping && pages.hasNext()) users.find(pages.next())
 *     log.info("$name is done, with ${effectiveDeadline.remaining()} left")
 * }
 * ```
 */
@CorralDsl
public class TaskScope internal constructor(private val scope: Scope) {
    /** The task's name. */
    public val name: String
        get() = scope.name()

    /**
     * Whether the task, or a group around it, was asked to stop, by [TaskGroup.cancelGracefully] or by a cancellation.
     */
    public val isStopping: Boolean
        get() = scope.isStopping

    /** The earliest deadline of the task and everything around it, up to a shield. */
    public val effectiveDeadline: Deadline
        get() = Deadline.at(scope.effectiveDeadline())

    override fun toString(): String = "TaskScope[$name, ${scope.state()}]"
}
