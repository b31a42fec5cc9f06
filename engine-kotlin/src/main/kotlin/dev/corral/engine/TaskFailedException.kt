package dev.corral.engine

/**
 * The failure of one task among several, with its name: the form in which the failures that are not the first one are
 * suppressed there. The cause is the failure itself.
 *
 * ```kotlin
 * try {
 *     firstSuccess({ throw IOException("refused") }, { throw IOException("down") })
 * } catch (first: IOException) {
 *     for (other in first.suppressed.filterIsInstance<TaskFailedException>())
 *         log.info("${other.taskName} failed too: ${other.cause?.message}")
 * }
 * ```
 */
public class TaskFailedException
internal constructor(
    /** The name of the task that failed. */
    public val taskName: String,
    cause: Throwable,
) : Exception("task '$taskName' failed: ${cause.javaClass.name}", cause) {
    /** The cause has a stack to show; this has none. */
    override fun fillInStackTrace(): Throwable = this
}
