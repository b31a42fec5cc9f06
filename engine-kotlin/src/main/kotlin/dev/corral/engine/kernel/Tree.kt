@file:JvmName("Tree")

package dev.corral.engine.kernel

/** A thread that waits looks for work of its own so many levels down. */
private const val MAX_HELP_DEPTH = 16

/** This scope, or if it has ended the nearest one around it that has not: where work begun late belongs. */
internal fun Scope.nearestLive(): Scope {
    var scope = this
    while (scope.hasEnded) scope = scope.parent ?: return scope
    return scope
}

/**
 * Runs, on the thread that waits for this scope, children that nobody has begun: those that this same thread spawned
 * and that do not block, so nothing runs under a lock of the waiter that its own code did not put there.
 */
internal fun Scope.help(thread: Thread = Thread.currentThread(), depth: Int = 0) {
    val mine = opener() === thread
    forEachChild { child ->
        if (!child.hasBegun) {
            if (mine && child.has(HELPABLE)) child.run()
        } else if (child.newest != null && depth < MAX_HELP_DEPTH) {
            child.help(thread, depth + 1)
        }
    }
}

/**
 * Whether what this thread is about to spawn in this group comes too late: always, if the group itself was asked to
 * finish; if one around it was, only when the thread runs no task of that one. A task that does was accepted, and what
 * it needs to finish is part of it.
 */
internal val Scope.isClosedToCaller: Boolean
    get() {
        if (has(STOPPING)) return true
        var scope = parent
        while (scope != null) {
            if (scope.has(STOPPING) && Ambient.current()?.isInside(scope) != true) return true
            scope = scope.parent
        }
        return false
    }

/** The scopes that run directly below this one. */
public fun Scope.liveChildren(): List<Scope> = buildList { forEachChild { if (!it.hasEnded) add(it) } }

/** Whether [other] is this scope or one around it. */
internal fun Scope.isInside(other: Scope): Boolean {
    var scope: Scope? = this
    while (scope != null && scope !== other) scope = scope.parent
    return scope != null
}

/** Whether a cancellation has reached this scope, or is on its way from one around it. */
internal fun Scope.isBeingCancelled(): Boolean {
    var scope: Scope? = this
    while (scope != null && !scope.isCancelled) scope = if (scope.isShielded) null else scope.parent
    return scope != null
}

/**
 * The scope in whose flow this one runs: itself, unless its parent's body does nothing else meanwhile. Nobody's flow is
 * the root's, where all those are that no task began.
 */
internal fun Scope.actor(): Scope {
    var scope = this
    while (scope.has(INLINE)) {
        val above = scope.parent
        scope = if (above?.parent == null) return scope else above
    }
    return scope
}
