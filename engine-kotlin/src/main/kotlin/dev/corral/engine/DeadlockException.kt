package dev.corral.engine

import dev.corral.engine.kernel.Finding
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * A wait that would never have ended: the tasks of [report] wait for each other, and this one was the last to begin. It
 * got nothing of what it waited for; what it holds it gives back as it fails, and the others go on.
 *
 * ```kotlin
 * try {
 *     accounts.withLock { users.find(id) }
 * } catch (e: DeadlockException) {
 *     log.info("${e.report.tasks.size} tasks wait for each other")
 * }
 * ```
 *
 * Thrown where deadlocks are looked for in strict mode: with the system property `dev.corral.diagnosis=strict`.
 *
 * @property report who waits for whom
 */
public class DeadlockException internal constructor(public val report: DeadlockReport) :
    IllegalStateException(report.toString())

/**
 * Tasks that wait for each other: each for the next one, the last for the first.
 *
 * ```kotlin
 * fun describe(e: DeadlockException) =
 *     e.report.tasks.joinToString { "${it.task} waits for ${it.waitsFor}" }
 * ```
 *
 * @property tasks at least one
 */
public data class DeadlockReport(val tasks: List<Participant>) {
    private var text: String = ""

    internal constructor(
        finding: Finding
    ) : this(
        finding.tasks.map { part ->
            Participant(
                part.task,
                part.holds.map { Holding(it.what, it.site) },
                part.waitsFor,
                if (part.waited < 0) Duration.ZERO else part.waited.nanoseconds,
                part.site,
            )
        }
    ) {
        text = finding.toString()
    }

    override fun toString(): String = text.ifEmpty { "DeadlockReport(tasks=$tasks)" }

    /**
     * A task in a deadlock.
     *
     * @property task its name
     * @property holds what it holds
     * @property waitsFor what it waits for
     * @property waited for how long it had
     * @property site where it began to wait, the innermost frame first; empty if it does so without a call, such as for
     *   the children of a task that is done
     */
    public data class Participant(
        val task: String,
        val holds: List<Holding>,
        val waitsFor: String,
        val waited: Duration,
        val site: List<StackTraceElement>,
    )

    /**
     * Something that is held.
     *
     * @property what its kind and name
     * @property site where it was taken, the innermost frame first
     */
    public data class Holding(val what: String, val site: List<StackTraceElement>)
}
