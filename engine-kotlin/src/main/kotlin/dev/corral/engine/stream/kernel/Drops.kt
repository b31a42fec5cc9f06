package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.discard
import dev.corral.engine.kernel.parentScope

/** Hands the elements that an operator drops, in one run, to its [disposal]. */
internal class Drops<in T>(private val scope: Scope, private val disposal: Disposal<T>) {
    /** Has a callback thread dispose of [element]; the run does not end before that. Never waits, on any thread. */
    fun drop(element: T) {
        scope.discard { disposal.dispose(element) }
    }
}

/** What takes the elements of this source that are dropped in this run; null if nobody wants them. */
internal suspend fun <T> Source<T>.drops(): Drops<T>? = disposal?.let { Drops(parentScope(), it) }

/** The disposal of each element of a list. */
internal class EachDisposal<T>(private val disposal: Disposal<T>) : Disposal<List<T>> {
    override fun dispose(element: List<T>) = dev.corral.engine.kernel.disposeAll(element, disposal::dispose)
}
