package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.DAEMON
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val WINNER = AtomicReferenceFieldUpdater.newUpdater(RaceConductor::class.java, Scope::class.java, "winner")

/**
 * Ends with whatever the first part ends with that does not end cancelled.
 *
 * A loser's value is disposed of. A loser's own failure is suppressed in the winner's, or, beside a value, told to the
 * handler for unobserved ones. Without a winner, every part having been cancelled by itself, the race is cancelled.
 */
internal class RaceConductor(scope: Scope, private val parts: Parts, private val words: RaceWords?) : Conductor(scope) {
    @JvmField @Volatile internal var winner: Scope? = null

    /** Those that have not ended, whether begun or not. */
    private val left = AtomicInteger(parts.count)
    private val cancelled = AtomicInteger()
    private val began = now()
    private var elapsed = 0L
    private var winningIndex = -1

    private val late = LateFailures(scope)

    override fun begin() {
        for (index in 0 until parts.count) {
            if (winner != null) break
            parts.start(this, index, DAEMON, here = true)
        }
    }

    override fun ended(index: Int, part: Scope) {
        val hasCompleted = part.hasValue || part.failure() != null
        if (hasCompleted && winner == null && WINNER.compareAndSet(this, null, part)) return won(index, part)
        if (hasCompleted) lost(part) else cancelled.incrementAndGet()
        if (left.decrementAndGet() == 0) {
            cancelledBy(part)
            scope.stopped()
        }
    }

    private fun won(index: Int, part: Scope) {
        elapsed = now() - began
        winningIndex = index
        val failure = part.failure()
        if (failure == null) scope.succeed(part.value()) else scope.fail(failure)
        late.decided()
    }

    private fun lost(part: Scope) {
        late.add(part.failure() ?: return part.discardFor(scope))
    }

    /** Looked at only where somebody wants to know. */
    private fun now(): Long = if (words == null) 0 else scope.engine.clock.now()

    override fun result(value: Any?): Any? {
        if (words == null) return value
        val unbegun = left.get() - 1
        return words.raceResult(value, winningIndex, elapsed, cancelled.get() + unbegun)
    }

    override val disposes: Boolean
        get() = winner?.disposes == true

    override fun discard() {
        winner?.discardHere()
    }
}

/** Makes a language's form of what came of a race. */
public fun interface RaceWords {
    /**
     * [elapsed] nanoseconds after the start, [index] was the first, with [value]; [cancelled] others did not complete.
     */
    public fun raceResult(value: Any?, index: Int, elapsed: Long, cancelled: Int): Any
}
