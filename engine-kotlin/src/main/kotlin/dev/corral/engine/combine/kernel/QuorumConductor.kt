package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.DAEMON
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.disposeAll
import java.util.Collections

/**
 * Ends with the first [needed] values, in the order in which they came, or with the one value there is; fails as soon
 * as so many cannot come any more.
 *
 * It fails with the first failure there was. The others are suppressed in it, in the order of the parts, each with its
 * part's name: see [Parts.named]; then those that came of the cancellation. A failure beside a sufficient number of
 * values is none.
 *
 * With a [delay] of so many nanoseconds, the parts begin one after the other: the next one when the last has begun so
 * long ago, or any has ended without a value.
 */
internal class QuorumConductor(
    scope: Scope,
    private val parts: Parts,
    private val needed: Int,
    private val delay: Long,
    private val isList: Boolean,
) : Conductor(scope) {
    private val winners = ArrayList<Scope>(needed)
    private val losers = arrayOfNulls<Scope>(parts.count)
    private var firstFailed = -1
    private var lost = 0
    private var begun = 0
    private var decided = false
    private var timer: Clock.Timer? = null
    private val late = LateFailures(scope)

    override fun begin() {
        if (delay != NO_DELAY) return next(0, here = true)
        while (claim()) start(begun - 1, here = true)
    }

    private fun start(index: Int, here: Boolean) = parts.start(this, index, DAEMON, here)

    /** Claims the next part, of number [begun] - 1; false if there is none, or no need of one. */
    private fun claim(): Boolean =
        synchronized(this) {
            if (decided || begun == parts.count) return false
            begun++
            true
        }

    /** Begins the part of number [only], unless it has begun; without a number, the next one. */
    private fun next(only: Int?, here: Boolean) {
        val index =
            synchronized(this) {
                if (decided || begun == parts.count || (only != null && only != begun)) return
                timer?.cancel()
                timer = null
                begun++
            }
        inTurn {
            start(index, here)
            if (index + 1 < parts.count) awaitDelay(index + 1)
        }
    }

    /** Begins the part of number [index] after the delay, unless something else began it before. */
    private fun awaitDelay(index: Int) {
        val engine = scope.engine
        val due =
            engine.clock.schedule(engine.clock.after(delay)) { engine.handOvers.execute { next(index, here = false) } }
        synchronized(this) { if (decided || begun != index) due.cancel() else timer = due }
    }

    override fun ended(index: Int, part: Scope) {
        val verdict = synchronized(this) { if (decided) Verdict.LATE else judge(index, part) }
        when (verdict) {
            Verdict.OPEN -> if (delay != NO_DELAY && !part.hasValue) next(null, here = false)
            Verdict.LATE -> late(index, part)
            Verdict.ENOUGH -> scope.succeed(null)
            Verdict.TOO_FEW -> fail(part)
        }
    }

    private fun judge(index: Int, part: Scope): Verdict {
        if (part.hasValue) {
            winners += part
        } else {
            losers[index] = part
            lost++
            if (firstFailed < 0 && part.failure() != null) firstFailed = index
        }
        // Those that a cancelled scope would still begin end cancelled.
        val possible = if (scope.isCancelled) begun - lost else parts.count - lost
        val verdict =
            when {
                winners.size == needed -> Verdict.ENOUGH
                possible < needed -> Verdict.TOO_FEW
                else -> return Verdict.OPEN
            }
        decided = true
        timer?.cancel()
        return verdict
    }

    private fun late(index: Int, part: Scope) {
        val failure = part.failure() ?: return part.discardFor(scope)
        if (winners.size < needed) late.add(parts.named(index, part, failure))
    }

    /** Nothing but cancelled parts, of which [last] is one, makes a cancelled whole. */
    private fun fail(last: Scope) {
        winners.forEach { it.discardFor(scope) }
        val failure = losers.getOrNull(firstFailed)?.failure()
        if (failure == null) {
            cancelledBy(last)
            return scope.stopped()
        }
        scope.fail(failure)
        losers.forEachIndexed { index, part ->
            val later = part?.failure()
            if (later != null && later !== failure) scope.suppressOrReport(parts.named(index, part, later))
        }
        late.decided()
    }

    override fun result(value: Any?): Any? =
        if (isList) Collections.unmodifiableList(winners.map { it.value() }) else winners.first().value()

    override val disposes: Boolean
        get() = winners.any { it.disposes }

    override fun discard() = disposeAll(winners) { it.discardHere() }

    private enum class Verdict {
        OPEN,
        ENOUGH,
        TOO_FEW,
        LATE,
    }

    companion object {
        const val NO_DELAY = -1L
    }
}
