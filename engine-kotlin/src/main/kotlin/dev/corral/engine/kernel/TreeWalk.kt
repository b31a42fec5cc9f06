package dev.corral.engine.kernel

import java.util.concurrent.CompletionStage
import java.util.concurrent.locks.LockSupport

/** Levels below this are counted, not shown. */
private const val MAX_DEPTH = 64

/**
 * Looks at a tree while it changes, and stops nobody: each scope is as it was when the walk came by, so a parent may be
 * seen a moment before a child that it began meanwhile, and one that ended meanwhile is not there.
 *
 * What there is to see without anybody having taken notes: what a body is engaged with, which is what a cancellation
 * would have to be told to, is what it waits for; a thread that waits through Corral parks on what it waits for.
 *
 * @param left how many scopes to show at most
 */
internal class TreeWalk(private var left: Int) {
    /** Of a thousand children the oldest are the ones to look at. */
    private val width = maxOf(MIN_WIDTH, left / WIDTH_SHARE)

    /** [scope] and what is below it; null if it has ended. */
    fun node(scope: Scope, depth: Int = 0): TreeNode? {
        if (scope.hasEnded) return null
        left--
        val stage = stageOf(scope)
        val hasBodyEnded = scope.hasBodyEnded
        val now = scope.engine.clock.now()
        val notes = Notes.of(scope)
        val thread = if (hasBodyEnded) null else threadOf(scope, notes)
        val waits = TreeWaits(now)
        if (!hasBodyEnded) addWaits(scope, notes, thread, waits)
        val below = below(scope, depth + 1)
        below.waits.forEach { waits.addScope(it) }
        return TreeNode(
            System.identityHashCode(scope),
            scope.name(),
            scope.scopeKind(),
            stage,
            hasBodyEnded,
            notes?.let { now - it.since } ?: TreeNode.UNKNOWN,
            timeLeft(scope, now),
            waits.all(),
            thread?.let(TreeThread::of),
            notes?.site?.lines() ?: emptyList(),
            below.nodes,
            below.more,
        )
    }

    /** What is below [scope], the oldest first, at [depth]. */
    fun below(scope: Scope, depth: Int): Below {
        val width = if (depth >= MAX_DEPTH) 0 else minOf(width, maxOf(0, left))
        val oldest = ArrayDeque<Scope>()
        var more = 0
        scope.forEachChild { child ->
            if (!child.hasEnded) {
                oldest.addFirst(child)
                if (oldest.size > width) {
                    oldest.removeLast()
                    more++
                }
            }
        }
        // A wait belongs to whoever began it; only what nobody did stands by itself.
        val (waits, others) = oldest.partition { scope.parent != null && it.scopeKind() == ScopeKind.WAIT }
        val nodes = ArrayList<TreeNode>()
        for (child in others) if (left > 0) node(child, depth)?.let(nodes::add) else if (!child.hasEnded) more++
        return Below(nodes, waits, more)
    }

    class Below(val nodes: List<TreeNode>, val waits: List<Scope>, val more: Int)

    /** What its body is engaged with, told of a cancellation or not. */
    private fun engagementOf(scope: Scope): Any? = scope.engaged.let { if (it is Disengaged) it.engagement else it }

    private fun stageOf(scope: Scope): TreeNode.Stage =
        when {
            scope.isCancelled -> TreeNode.Stage.CANCELLING
            scope.hasBegun -> TreeNode.Stage.RUNNING
            else -> TreeNode.Stage.PENDING
        }

    private fun threadOf(scope: Scope, notes: Notes?): Thread? {
        val engaged = engagementOf(scope)
        return when {
            !scope.hasBegun -> null
            engaged is Interrupts -> engaged.thread
            else -> scope.bodyThread() ?: if (scope.isInCall()) notes?.thread else null
        }
    }

    private fun addWaits(scope: Scope, notes: Notes?, thread: Thread?, waits: TreeWaits) {
        when (val engaged = engagementOf(scope)) {
            is Awaited -> waits.add(engaged)
            // What it began itself is there to be seen.
            is Scope -> if (engaged.parent !== scope) waits.addScope(engaged)
            is CompletionStage<*> -> waits.add(engaged, "a stage, ${engaged.javaClass.name}")
        }
        if (thread != null) (LockSupport.getBlocker(thread) as? Waiting)?.let { waits.add(it) }
        val standing = scope.engine.diagnosis?.standingOf(scope)
        standing?.waiter?.let { waits.add(it, standing.since) }
        standing?.target?.let { waits.addScope(it, standing.since) }
        notes?.waits()?.forEach { waits.add(it.awaited, it.since) }
    }

    companion object {
        private const val MIN_WIDTH = 10
        private const val WIDTH_SHARE = 10

        fun timeLeft(scope: Scope, now: Long): Long {
            val at = scope.ownDeadline()
            return if (at == FOREVER) FOREVER else at - now
        }
    }
}

/** What one body waits for, each thing once. */
private class TreeWaits(private val now: Long) {
    private val found = LinkedHashMap<Any, TreeWait>()

    fun all(): List<TreeWait> = found.values.toList()

    fun add(awaited: Awaited, since: Long = FOREVER) {
        if (awaited is Waiter) return add(awaited, since, FOREVER)
        // The end of something else, or what that itself only waits for.
        val target = awaited.awaitedHolders().singleOrNull()
        if (target != null) addScope(target, since) else put(awaited, awaited.awaitedSubject, emptyList(), since)
    }

    fun addScope(target: Scope, since: Long = FOREVER) {
        val waiter = if (target.scopeKind() == ScopeKind.WAIT) target.engaged as? Waiter else null
        if (waiter != null) {
            val begun = if (since != FOREVER) since else Notes.of(target)?.since ?: FOREVER
            return add(waiter, begun, TreeWalk.timeLeft(target, now))
        }
        if (target.hasEnded) return
        put(target, "'${target.name()}'", listOf(target), since)
    }

    fun add(key: Any, subject: String) = put(key, subject, emptyList(), FOREVER)

    private fun add(waiter: Waiter, since: Long, timeLeft: Long) {
        // Whom a user knows as a task, not the step of it that took the lock.
        put(waiter, waiter.wait.purpose, waiter.awaitedHolders().map { it.task() }, since, timeLeft)
    }

    private fun put(key: Any, subject: String, holders: List<Scope>, since: Long, timeLeft: Long = FOREVER) {
        val before = found[key]
        found[key] =
            TreeWait(
                subject,
                holders.map { TreeWait.Holder(System.identityHashCode(it), it.name()) },
                if (since != FOREVER) now - since else before?.waited ?: TreeNode.UNKNOWN,
                if (timeLeft != FOREVER) timeLeft else before?.timeLeft ?: FOREVER,
            )
    }
}
