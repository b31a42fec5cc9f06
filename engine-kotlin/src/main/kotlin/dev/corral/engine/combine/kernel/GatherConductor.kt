package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.UNSETTLED
import dev.corral.engine.kernel.disposeAll
import java.util.Collections

/**
 * Ends with what every part ended with, in the order of the parts; at most [limit] of them at work at once.
 *
 * Without [words], with their values: the first failure cancels the others, and a part that is cancelled by itself
 * cancels the whole, which can have no value for it. With [words], with how each of them ended, which nothing but a
 * cancellation from outside can keep from being told: at a deadline of [scope]'s own, those that had to be stopped, or
 * never began, are told as timed out.
 */
internal class GatherConductor(
    scope: Scope,
    parts: Parts,
    limit: Int,
    private val words: SettledWords?,
) : Conductor(scope) {
    private val all = arrayOfNulls<Scope>(parts.count)
    private val turns = Turns(scope, parts, limit, if (words == null) FAILS_PARENT else 0)

    override fun begin() = turns.begin(this)

    override fun ended(index: Int, part: Scope) {
        all[index] = part
        if (words == null && !part.hasValue && part.failure() == null) cancelledBy(part)
        turns.next(this, ::inTurn) {}
    }

    override fun result(value: Any?): Any? = list { part ->
        when {
            words == null -> if (part?.hasValue == true) part.value() else UNSETTLED
            part?.isOwnCancellation == true || !scope.isCancelled -> words.settled(part) { words.cancelled() }
            else -> words.settled(part) { UNSETTLED }
        }
    }

    override fun expired(): Any? =
        if (words == null) UNSETTLED
        else
            list { part ->
                words.settled(part) { if (part?.isOwnCancellation == true) words.cancelled() else words.timedOut() }
            }

    /** What [item] makes of each part; of the whole there is no value if there is none of one of them. */
    private inline fun list(item: (Scope?) -> Any?): Any {
        val items = arrayOfNulls<Any>(all.size)
        for (index in all.indices) {
            val made = item(all[index])
            if (made === UNSETTLED) return UNSETTLED
            items[index] = made
        }
        return Collections.unmodifiableList(items.asList())
    }

    override val disposes: Boolean
        get() = all.any { it?.disposes == true }

    override fun discard() = disposeAll(all.asIterable()) { it?.discardHere() }
}
