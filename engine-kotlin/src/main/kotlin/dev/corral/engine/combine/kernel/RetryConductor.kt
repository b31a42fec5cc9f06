package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.EarlierFailures
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.NO_MORE
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.delayAfter
import dev.corral.engine.kernel.isRetryable
import dev.corral.engine.kernel.within

/**
 * Runs a part, and another one like it in its place when it fails, as the [rules] say.
 *
 * One attempt has ended, with all that it began, before the next one begins. A cancellation, of ours or a stranger's,
 * and an interrupt are never a reason to try again. When the next delay would pass the effective deadline, the last
 * failure counts at once.
 */
internal class RetryConductor(scope: Scope, private val parts: Parts, private val rules: RetryRules) :
    Conductor(scope) {
    private val earlier = EarlierFailures()
    /** The attempt that counts; not every one that has ended, for an ended scope may still lead to those before it. */
    private var last: Scope? = null

    override fun begin() = parts.start(this, 0, 0, here = true)

    override fun ended(index: Int, part: Scope) {
        val hasCompleted = part.hasValue || part.failure() != null
        when {
            !hasCompleted -> {
                cancelledBy(part)
                scope.stopped()
            }
            scope.isCancelled -> finish(part)
            rules.asksUserOf(part) -> scope.engine.callbacks.execute { askUser(index + 1, part) }
            part.failure() == null -> finish(part)
            else -> goOn(index + 1, part, delayAfter(index + 1, part))
        }
    }

    private fun RetryRules.asksUserOf(part: Scope) =
        hearsAttempts || (if (part.hasValue) judgesValues else judgesFailures)

    private fun askUser(failed: Int, part: Scope) {
        val delay =
            try {
                scope.within {
                    delayAfter(failed, part).also { rules.attempted(failed, part.value(), part.failure(), it) }
                }
            } catch (t: Throwable) {
                // A predicate or a listener.
                drop(part)
                return fail(t)
            }
        goOn(failed, part, delay)
    }

    /** How long to wait after so many attempts, of which [part] was the last; [NO_MORE] if that one counts. */
    private fun delayAfter(failed: Int, part: Scope): Long {
        val failure = part.failure()
        val isWanted = if (failure != null) rules.isRetryable(failure) else rules.retriesValue(part.value())
        return if (isWanted) rules.delayAfter(failed, scope) else NO_MORE
    }

    private fun goOn(failed: Int, part: Scope, delay: Long) {
        if (delay == NO_MORE) return finish(part)
        drop(part)
        if (delay == 0L) begin(failed) else beginAfter(delay, failed)
    }

    /** An attempt that does not count: its failure is kept, its value is nobody's. */
    private fun drop(part: Scope) {
        val failure = part.failure()
        if (failure != null) earlier.keep(failure) else part.discardFor(scope)
    }

    private fun begin(index: Int) = inTurn { parts.start(this, index, 0, here = false) }

    private fun beginAfter(delay: Long, index: Int) {
        val engine = scope.engine
        val pause = Pause()
        scope.engage(pause)
        pause.until(
            engine.clock.schedule(engine.clock.after(delay)) {
                engine.handOvers.execute { if (scope.release(pause)) begin(index) }
            }
        )
    }

    private fun finish(part: Scope) {
        last = part
        val failure = part.failure()
        if (failure == null) scope.succeed(part.value()) else fail(failure)
    }

    private fun fail(failure: Throwable) {
        scope.hold()
        scope.fail(failure)
        earlier.forEach(scope::suppressOrReport)
        scope.letGo()
    }

    override val disposes: Boolean
        get() = last?.disposes == true

    override fun discard() {
        last?.discardHere()
    }

    /** The time between two attempts, which a cancellation ends. */
    private class Pause : Hook(), Awaited {
        override val awaitedSubject: String
            get() = "the time of its next attempt"

        private var timer: Clock.Timer? = null
        private var isOver = false

        fun until(due: Clock.Timer) {
            synchronized(this) { if (isOver) due.cancel() else timer = due }
        }

        override fun cancelled(scope: Scope) {
            synchronized(this) {
                isOver = true
                timer?.cancel()
            }
            scope.stopped()
        }
    }
}
