package dev.corral.engine.kernel

import java.util.concurrent.CompletionStage

/**
 * Scopes none of which can go on, or end, before another one of them.
 *
 * From a scope that waits it goes to everything that has to happen before that wait can end, and gives up as soon as it
 * meets anything that may still move: a body that runs, a scope that was asked to stop, has a deadline or is a racer, a
 * stage of a stranger's. What holds a lock is asked as a whole: its body and all its children, any of which might
 * release it. So if it meets nothing of the kind, everything it met stands still for good.
 *
 * It reads while others move, and therefore twice: waits, permits and the scopes' ends are each there once and never
 * again, so what is found both times was there, all of it, at the moment in between.
 */
internal class Knot private constructor(private val start: Scope) {
    /** What each scope waits for. */
    private val ways = LinkedHashMap<Scope, List<Scope>>()

    /** Who waits, by what and for which permit, in the order in which they were met. */
    private val proofs = ArrayList<Any>()

    /** Those that wait for [start], directly or not: the knot without the ends that hang out of it. */
    private val tied = LinkedHashSet<Scope>()

    /** Whether nothing had to be guessed. */
    var isCertain = true
        private set

    private fun isTied(): Boolean {
        val open = ArrayDeque<Scope>()
        open.add(start)
        while (true) {
            val scope = open.removeLastOrNull() ?: return true
            if (scope in ways) continue
            if (ways.size >= MAX_SCOPES) return false
            val further = waysOf(scope) ?: return false
            ways[scope] = further
            open.addAll(further)
        }
    }

    /** The scopes that [scope] cannot end before; null if it may go on without any of them. */
    private fun waysOf(scope: Scope): List<Scope>? {
        if (scope.parent == null || scope.hasEnded || !scope.hasBegun || scope.isStopping) return null
        if (scope.effectiveDeadline() != FOREVER || scope.isExpendable() || scope.hasStrays()) return null
        val further = ArrayList<Scope>()
        scope.forEachChild { if (!it.hasEnded) further.add(it) }
        val hasBodyEnded = scope.hasBodyEnded
        // Something else that it runs, such as a handler.
        if (scope.liveCount != further.size + (if (hasBodyEnded) 0 else 1)) return null
        val hasChildren = further.isNotEmpty()
        val isStuck = if (hasBodyEnded) hasChildren else addBody(scope, further, hasChildren)
        return if (isStuck) further else null
    }

    /** Whether a sibling's end cancels it, or something around it: the winner of a race. */
    private fun Scope.isExpendable(): Boolean {
        var scope: Scope? = this
        while (scope != null) {
            if (scope.has(DAEMON)) return true
            scope = if (scope.isShielded) null else scope.parent
        }
        return false
    }

    /** Adds to [further] what the body of [scope] waits for; false if it may go on without it. */
    private fun addBody(scope: Scope, further: MutableList<Scope>, hasChildren: Boolean): Boolean {
        val engaged = scope.engaged
        val standing = scope.engine.diagnosis?.standingOf(scope)
        return when {
            engaged is Waiter -> addHolders(engaged, further)
            engaged is Scope -> add(engaged, engaged, further)
            standing?.waiter != null -> addHolders(standing.waiter, further)
            standing?.target != null -> add(standing, standing.target, further)
            engaged == null && isOpen(scope) -> add(scope, checkNotNull(scope.parent), further)
            engaged == null && scope.restsOnParts() -> hasChildren
            engaged is CompletionStage<*> -> hasChildren.also { isCertain = false }
            else -> false
        }
    }

    private fun add(proof: Any, scope: Scope, further: MutableList<Scope>): Boolean {
        proofs.add(proof)
        return further.add(scope)
    }

    private fun addHolders(waiter: Waiter, further: MutableList<Scope>): Boolean {
        val holders = waiter.wait.holders(waiter) ?: return false
        proofs.add(waiter)
        return holders.isNotEmpty() &&
            holders.all { holder ->
                proofs.add(holder.proof)
                holder.owner?.let(further::add) == true
            }
    }

    /** Whether the body of [scope] is the code between a group's opening and its end, on a thread that waits. */
    private fun isOpen(scope: Scope): Boolean {
        val opener = scope.opener() ?: return false
        return scope.parent?.let { it.engine.diagnosis?.standingOf(it) }?.thread === opener
    }

    private fun isCyclic(): Boolean {
        val into = HashMap<Scope, MutableList<Scope>>()
        for ((from, further) in ways) for (to in further) into.getOrPut(to, ::ArrayList).add(from)
        val open = ArrayDeque<Scope>()
        open.add(start)
        while (true) {
            val scope = open.removeLastOrNull() ?: return tied.isNotEmpty()
            for (from in into[scope] ?: continue) if (tied.add(from)) open.add(from)
        }
    }

    private fun inLine(scope: Scope): Waiter? = scope.engaged as? Waiter ?: standing(scope)?.waiter

    private fun standing(scope: Scope): Standing? =
        scope.engine.diagnosis?.standingOf(scope)?.takeIf { it.scope === scope }

    private fun standings(): List<Standing> = tied.mapNotNull(::standing).sortedBy { it.number }

    /** The one of those waits that began last, of those that can be failed. */
    fun youngest(): Standing? = standings().lastOrNull { it.diagnosis.isStrict && it.canFail && !isSecondHand(it) }

    /** Whether it is the wait for a wait, which the other one speaks for. */
    private fun isSecondHand(standing: Standing) =
        standing.target?.let { inLine(it) != null || (it.engaged as? Scope)?.let(::inLine) != null } == true

    /** True once for a knot. */
    fun isNew(): Boolean = standings().lastOrNull()?.tell() == true

    /** What this is, in the words of its users. */
    fun finding(): Finding {
        val now = start.engine.clock.now()
        val byTask = ways.keys.filter { it in tied }.groupBy { it.task() }
        val parts = byTask.map { (task, scopes) -> part(task, scopes, now) }
        return Finding(if (isCertain) Finding.Kind.DEADLOCK else Finding.Kind.LIKELY_DEADLOCK, parts)
    }

    private fun part(task: Scope, scopes: List<Scope>, now: Long): Finding.Part {
        val holds = task.engine.diagnosis?.heldBy(task)?.map(Holding::taken) ?: emptyList()
        val standing =
            scopes.mapNotNull(::standing).let { all ->
                all.find { it.waiter != null } ?: all.find { it.target?.task() !== task }
            }
        return if (standing != null) {
            Finding.Part(task.name(), holds, standing.subject, now - standing.since, standing.site.lines())
        } else {
            val other = scopes.firstNotNullOfOrNull { ways[it]?.find { to -> to in tied && to.task() !== task } }
            Finding.Part(task.name(), holds, "the end of '${other?.name()}'", -1, emptyList())
        }
    }

    companion object {
        private const val MAX_SCOPES = 10_000

        /** The knot that [scope] is part of; null if there is none. */
        fun around(scope: Scope): Knot? {
            val first = Knot(scope)
            if (!first.isTied() || !first.isCyclic()) return null
            val second = Knot(scope)
            if (!second.isTied() || !second.isCyclic()) return null
            return second.takeIf { it.isSame(first) }
        }
    }

    private fun isSame(other: Knot): Boolean =
        ways.keys == other.ways.keys &&
            proofs.size == other.proofs.size &&
            proofs.indices.all { proofs[it] === other.proofs[it] }
}
