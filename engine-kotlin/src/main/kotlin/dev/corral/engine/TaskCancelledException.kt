package dev.corral.engine

import java.util.concurrent.CancellationException

/**
 * A cancellation by Corral: thrown in a task that was cancelled.
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
) : CancellationException(message) {
    init {
        if (cause == null) super.fillInStackTrace() else initCause(cause)
    }

    /** A cancellation that a failure brought about has that failure's stack to show, not its own. */
    override fun fillInStackTrace(): Throwable = this
}
