package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.DAEMON
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import java.util.concurrent.atomic.AtomicInteger

/**
 * Waits until [needed] of its parts, which only watch something, have seen the end of it; or until its deadline. All of
 * them have looked before it ends, so that what was done from the start is seen to be.
 */
internal class WaitConductor(
    scope: Scope,
    private val parts: Parts,
    private val needed: Int,
    private val words: WaitWords,
) : Conductor(scope) {
    /** How many have yet to be seen, and one each for the parts, until all have begun. */
    private val left = AtomicInteger(needed + parts.count)
    private val seen = arrayOfNulls<Scope>(parts.count)

    override fun begin() {
        if (parts.count == 0) return scope.succeed(null)
        for (index in 0 until parts.count) parts.start(this, index, DAEMON, here = true)
        count(parts.count)
    }

    override fun ended(index: Int, part: Scope) {
        if (!part.hasValue && part.failure() == null) return cancelled(part)
        seen[index] = part
        count(1)
    }

    private fun count(arrived: Int) {
        val before = left.getAndAdd(-arrived)
        if (before > 0 && before <= arrived) scope.succeed(null)
    }

    /** A part that only watches is cancelled because the whole is, or no longer needed. */
    private fun cancelled(part: Scope) {
        if (left.getAndSet(0) <= 0) return
        cancelledBy(part)
        scope.stopped()
    }

    override fun result(value: Any?): Any = words.waited { seen[it] != null }

    override fun expired(): Any = result(null)
}

/** Makes a language's form of what is done and what is not. */
public fun interface WaitWords {
    /** [isDone] tells of each number whether that one is done. */
    public fun waited(isDone: (Int) -> Boolean): Any
}
