package dev.corral.engine.kernel

import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicBoolean

/** After the hard cancel at least so long is waited before those that ignore even that are named. */
private val SECOND_GRACE = SECONDS.toNanos(1)

/** So much of the tree is in a report. */
private const val MAX_SHOWN = 200

/**
 * Lets a scope finish, then cancels it, then says who ignored which.
 *
 * The report is made when the scope has ended, or, if something in it ignores the cancellation too, when the grace, and
 * a second at least, has passed once more.
 */
public class GracefulStop(private val scope: Scope, private val grace: Long, private val reporter: Reporter) {
    private val clock = scope.engine.clock
    private val begun = clock.now()
    private val reported = AtomicBoolean()

    @Volatile private var ignored: List<String> = emptyList()

    /** What had not finished, and what it did. */
    @Volatile private var tree: String = ""

    /** Asks the scope to finish; the first thing to call, and the only one. */
    public fun begin() {
        scope.stopSoftly()
        if (scope.parent == null) endRoot()
        scope.whenEnded { report(emptyList()) }
        if (!scope.hasEnded) after(grace, ::cancel)
    }

    /** The process stops: begins no more, ends what only waits to be told so, and in the end the clock. */
    private fun endRoot() {
        scope.liveChildren().forEach { it.processStops() }
        scope.whenEnded(scope.engine::shutdown)
        scope.succeed(null)
    }

    private fun cancel() {
        ignored = stillRunning()
        tree = TreeSnapshot.of(scope, MAX_SHOWN).text()
        scope.cancel()
        after(maxOf(grace, SECOND_GRACE)) {
            val running = stillRunning()
            if (running.isNotEmpty()) tree = TreeSnapshot.of(scope, MAX_SHOWN).text()
            report(running)
        }
    }

    private fun stillRunning(): List<String> =
        if (scope.hasEnded) emptyList() else scope.liveChildren().map { it.name() }.ifEmpty { listOf(scope.name()) }

    private fun report(running: List<String>) {
        if (reported.compareAndSet(false, true)) reporter.report(clock.now() - begun, ignored, running, tree)
    }

    private fun after(nanos: Long, action: () -> Unit) {
        if (nanos <= 0) return action()
        val timer =
            clock.schedule(clock.after(nanos)) { scope.engine.handOvers.execute { if (!reported.get()) action() } }
        scope.whenEnded { timer.cancel() }
    }

    /** Receives the report. */
    public fun interface Reporter {
        /**
         * What had not finished when the grace was over, and what runs even now; and as [tree] the text of either, as
         * it was before it was cancelled, or is now. Empty if all finished.
         */
        public fun report(elapsedNanos: Long, ignored: List<String>, running: List<String>, tree: String)
    }
}
