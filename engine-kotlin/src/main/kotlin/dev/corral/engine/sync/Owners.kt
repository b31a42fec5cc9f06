package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.Scope

/** Who answers for a permit once the task that had it has ended. */
internal sealed interface Heir {
    /** The task around it, or, if [scope] is null, whoever outside of any task received it. */
    class Task(val scope: Scope?) : Heir

    /** Nobody: the task called [name] kept it. */
    class None(val name: String) : Heir
}

/**
 * Who answers for [permit], which this scope, that has ended, had: an operation leaves it to the task that it is part
 * of, and a task that returns it to whoever receives that. A task that ends otherwise has forgotten it.
 */
internal fun Scope.heirOf(permit: Permit): Heir {
    var scope = this
    while (scope.hasEnded) {
        val above = scope.parent ?: return Heir.Task(null)
        val isTask = scope.has(FAILS_PARENT) || above.parent == null
        if (isTask && !scope.handsOn(permit)) return Heir.None(scope.name())
        scope = above
    }
    return Heir.Task(if (scope.parent == null) null else scope)
}

/** The name of something that was given none. */
internal fun unnamed(thing: Any): String =
    thing.javaClass.simpleName + '-' + Integer.toHexString(System.identityHashCode(thing))
