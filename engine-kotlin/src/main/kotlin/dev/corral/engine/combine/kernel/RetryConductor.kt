package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.effectiveDeadline
import dev.corral.engine.kernel.within
import java.util.concurrent.CancellationException
import java.util.concurrent.ThreadLocalRandom

/** So many failures of earlier attempts, the latest ones, are kept to be suppressed in the last one. */
private const val KEPT_FAILURES = 16

/**
 * Runs a part, and another one like it in its place when it fails, as the [rules] say.
 *
 * One attempt has ended, with all that it began, before the next one begins. A cancellation, of ours or a stranger's,
 * and an interrupt are never a reason to try again. When the next delay would pass the effective deadline, the last
 * failure counts at once.
 */
internal class RetryConductor(scope: Scope, private val parts: Parts, private val rules: RetryRules) :
    Conductor(scope) {
    private var earlier: ArrayDeque<Throwable>? = null
    private var last: Scope? = null

    override fun begin() = parts.start(this, 0, 0, here = true)

    override fun ended(index: Int, part: Scope) {
        last = part
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
        val isWanted = if (failure != null) isRetryable(failure) else rules.retriesValue(part.value())
        if (!isWanted || failed >= rules.attempts) return NO_MORE
        val delay = rules.backoff.delayAfter(failed, ThreadLocalRandom.current().nextDouble())
        return if (scope.engine.clock.after(delay) < scope.effectiveDeadline()) delay else NO_MORE
    }

    private fun goOn(failed: Int, part: Scope, delay: Long) {
        if (delay == NO_MORE) return finish(part)
        drop(part)
        if (delay == 0L) begin(failed) else beginAfter(delay, failed)
    }

    /** An attempt that does not count: its failure is kept, its value is nobody's. */
    private fun drop(part: Scope) {
        val failure = part.failure()
        if (failure != null) keep(failure) else part.discardFor(scope)
    }

    private fun isRetryable(failure: Throwable) =
        failure !is CancellationException && failure !is InterruptedException && rules.retriesFailure(failure)

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

    private fun keep(failure: Throwable) {
        val kept = earlier ?: ArrayDeque<Throwable>().also { earlier = it }
        if (kept.size == KEPT_FAILURES) kept.removeFirst()
        kept.addLast(failure)
    }

    private fun finish(part: Scope) {
        val failure = part.failure()
        if (failure == null) scope.succeed(part.value()) else fail(failure)
    }

    private fun fail(failure: Throwable) {
        scope.hold()
        scope.fail(failure)
        earlier?.forEach(scope::suppressOrReport)
        scope.letGo()
    }

    override val disposes: Boolean
        get() = last?.disposes == true

    override fun discard() {
        last?.discardHere()
    }

    /** The time between two attempts, which a cancellation ends. */
    private class Pause : Hook() {
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

    companion object {
        /** In place of a delay: there is no further attempt. */
        const val NO_MORE = -1L
    }
}

/** Which attempts are repeated, in terms that both languages share; see [RetryConductor]. */
public interface RetryRules {
    /** How many attempts there may be, the first one too. */
    public val attempts: Int

    public val backoff: Backoff

    // Whether the functions below are a user's code, which runs on callback threads alone.

    public val judgesFailures: Boolean

    public val judgesValues: Boolean

    public val hearsAttempts: Boolean

    public fun retriesFailure(failure: Throwable): Boolean

    public fun retriesValue(value: Any?): Boolean

    /** Attempt [number], counted from 1, has ended; the next one begins after [delay] nanoseconds, if not negative. */
    public fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long)
}
