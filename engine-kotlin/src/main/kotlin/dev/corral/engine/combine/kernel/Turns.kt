package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import java.util.concurrent.atomic.AtomicInteger

/** Begins all [parts] of a conductor, at most [limit] of them at work at once, and then ends the body of [scope]. */
internal class Turns(
    private val scope: Scope,
    private val parts: Parts,
    limit: Int,
    private val bits: Int,
) {
    private val atOnce = minOf(limit, parts.count)

    /** The number of the next part that a turn is for; those before it have begun, or are about to. */
    private val upcoming = AtomicInteger(atOnce)

    /** How many have neither begun nor been given up: while there are any, the body of [scope] has not ended. */
    private val unbegun = AtomicInteger(parts.count)

    /** Begins the first ones. */
    fun begin(conductor: Conductor) {
        for (index in 0 until atOnce) parts.start(conductor, index, bits, here = true)
        settle(atOnce)
    }

    /** A part has ended: has [inTurn] begin the next one. [givenUp] is told of the first of those that never will. */
    fun next(conductor: Conductor, inTurn: (() -> Unit) -> Unit, givenUp: (Int) -> Unit) {
        if (atOnce == parts.count) return
        if (scope.isCancelled) {
            val first = upcoming.getAndSet(parts.count)
            if (first >= parts.count) return
            givenUp(first)
            return settle(parts.count - first)
        }
        val index = upcoming.getAndIncrement()
        if (index < parts.count) {
            inTurn {
                parts.start(conductor, index, bits, here = false)
                settle(1)
            }
        }
    }

    private fun settle(count: Int) {
        if (unbegun.addAndGet(-count) == 0) scope.succeed(null)
    }
}
