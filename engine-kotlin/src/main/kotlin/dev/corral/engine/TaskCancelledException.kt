package dev.corral.engine

import java.util.concurrent.CancellationException

/**
 * A cancellation by Corral: thrown in a task that was cancelled.
 *
 * ```kotlin
 * try {
 *     log.info("page: ${page.await()}")
 * } catch (e: TaskCancelledException) {
 *     log.info("${e.scopeName} was cancelled")
 * }
 * ```
 *
 * One instance belongs to one cancelled scope and is seen by everything that the cancellation went down to. A task
 * takes it for its own cancellation only if that scope is its own or one around it; in any other task it is a failure
 * like every exception.
 */
public class TaskCancelledException
internal constructor(
    /** The name of the task or group that was cancelled: this one, or one around it. */
    public val scopeName: String,
    message: String,
    cause: Throwable?,
    traced: Boolean,
) : CancellationException(message) {
    init {
        if (cause != null) initCause(cause)
        if (traced) super.fillInStackTrace()
    }

    /** Only somebody who asks for a cancellation has a stack worth its cost: a failure that caused one has its own. */
    override fun fillInStackTrace(): Throwable = this
}
