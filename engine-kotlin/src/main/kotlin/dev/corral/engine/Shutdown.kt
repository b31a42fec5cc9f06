package dev.corral.engine

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.ExitHook
import dev.corral.engine.kernel.GracefulStop
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.currentScope
import java.util.concurrent.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * Ends everything begun outside any task, for good: operations begun outside one throw [IllegalStateException] from now
 * on, what was begun before may finish, and begin what it needs for that, and after [grace] what still runs is
 * cancelled. Then the timer thread ends.
 *
 * Waits until all has ended; or, if something ignores even the cancellation, until [grace] and at least a second have
 * passed again. Cancelled, the wait ends and the shutdown goes on. A second one is as good as the first; the earlier
 * end of grace counts. What was running happens-before the return.
 *
 * @param grace how long to let it run; zero cancels at once
 * @throws IllegalArgumentException if [grace] is negative
 * @throws IllegalStateException if a task calls it, which would have to end first; nothing is stopped
 * @throws CancellationException if the caller is cancelled
 */
public suspend fun shutdown(grace: Duration): StopReport = Engine.default.root.stopWithin(grace)

/**
 * Has the process [shutdown] when it exits, by SIGTERM, `System.exit`, or the end of its last thread that is no daemon.
 * What was accepted may finish within [grace]; the process waits for it, and for what ignores its cancellation [grace]
 * once more, a second at least. Its exit status is the one that it would have had.
 *
 * ```kotlin
 * val onExit = shutdownOnExit(20.seconds) { report ->
 *     if (!report.isClean) log.info("cancelled: ${report.ignored}")
 * }
 * ```
 *
 * The hooks of a process run beside each other, in no order. Where one thing has to stop before the other, call
 * [shutdown] where that is settled.
 *
 * @param grace how long to let it run; zero cancels at once
 * @param report told at the end, on the thread of the hook; without it, tasks that ignored the end of the grace are
 *   logged by name, as a warning of the logger `dev.corral`
 * @return closing it withdraws the hook; once the process exits, that does nothing
 * @throws IllegalArgumentException if [grace] is negative
 * @throws IllegalStateException if the process exits already
 */
public fun shutdownOnExit(grace: Duration, report: ((StopReport) -> Unit)? = null): AutoCloseable {
    require(!grace.isNegative()) { "grace: $grace is negative" }
    val reporter =
        if (report == null) ExitHook.LOG
        else
            GracefulStop.Reporter { elapsed, ignored, running, tree ->
                report(StopReport(elapsed.nanoseconds, ignored, running, tree))
            }
    return ExitHook(grace.inWholeNanoseconds, reporter).apply { install() }
}

/** Lets this scope finish within [grace], then cancels it. */
internal suspend fun Scope.stopWithin(grace: Duration): StopReport {
    require(!grace.isNegative()) { "grace: $grace is negative" }
    WaitingForScope.refuseInside(currentScope(), this)
    return suspendCancellableCoroutine { waiter ->
        GracefulStop(this, grace.inWholeNanoseconds) { elapsed, ignored, running, tree ->
                waiter.resumeWith(Result.success(StopReport(elapsed.nanoseconds, ignored, running, tree)))
            }
            .begin()
    }
}

/**
 * What came of a [TaskGroup.cancelGracefully] or a [shutdown].
 *
 * ```kotlin
 * val report = group.cancelGracefully(50.milliseconds)
 * if (!report.isClean) log.info("cancelled: ${report.ignored}, still running: ${report.running}")
 * ```
 *
 * @property elapsed from the request to this report
 * @property ignored the names of the tasks that had not finished when the grace was over, and were cancelled
 * @property running the names of those that were still running when the report was made
 * @property tree those that were still running, what they wait for and where their threads are, as the text of a
 *   `TaskTree`; if nothing was, those that had not finished, as they were when the grace was over; empty if all had
 */
public data class StopReport(
    val elapsed: Duration,
    val ignored: List<String>,
    val running: List<String>,
    val tree: String,
) {
    /** Whether everything finished within the grace. */
    public val isClean: Boolean
        get() = ignored.isEmpty()
}
