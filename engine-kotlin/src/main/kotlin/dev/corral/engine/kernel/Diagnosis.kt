package dev.corral.engine.kernel

import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicLong
import java.util.function.Consumer

/**
 * Finds tasks of an engine that wait for each other, and locks that are taken in opposite orders.
 *
 * What waits says so while it does, as a [Standing]; what holds says where it took it, as a [Holding]. Both exist only
 * where an engine has a diagnosis. Whoever begins to wait, and whoever's body has returned what it waits for, looks for
 * a [Knot] from there on; and since a knot may be drawn tight by a task that merely ends, those that wait for long are
 * looked at again, ever less often.
 *
 * It errs on one side: what it calls a deadlock is one, as long as a permit is closed by the task that acquired it or
 * by a part of that. It does not see what coroutines wait for that a body launched, or `withContext` and the like, in
 * which anything may go on beside the wait; nor what futures wait for that `thenCompose` and the like have made.
 */
internal class Diagnosis(
    private val engine: Engine,
    val isStrict: Boolean,
    private val handler: Consumer<Finding>,
) {
    private val standings = ConcurrentHashMap<Scope, Standing>()
    private val holdings = ConcurrentHashMap<Scope, List<Holding>>()
    private val order = LockOrder()
    private val isWatching = AtomicBoolean()

    init {
        isUsed = true
    }

    fun standingOf(scope: Scope): Standing? = standings[scope]

    /** Whether nothing waits, and nothing is held. */
    val isIdle: Boolean
        get() = standings.isEmpty() && holdings.isEmpty()

    fun now(): Long = engine.clock.now()

    fun add(standing: Standing, scope: Scope) {
        standings[scope] = standing
        if (isWatching.compareAndSet(false, true)) watch()
    }

    fun remove(standing: Standing, scope: Scope) {
        standings.remove(scope, standing)
    }

    fun add(holding: Holding) {
        holdings.merge(holding.owner, listOf(holding)) { some, more -> some + more }
    }

    fun remove(holding: Holding) {
        holdings.computeIfPresent(holding.owner) { _, some -> (some - holding).ifEmpty { null } }
    }

    fun holdingsOf(scope: Scope): List<Holding> = holdings[scope] ?: emptyList()

    /** What all the scopes of [task] hold. */
    fun heldBy(task: Scope): List<Holding> = holdings.values.flatten().filter { it.owner.task() === task }

    /** [owner] is about to wait for [wait], or has taken it already, as [now]. */
    fun inOrder(owner: Scope, wait: Wait<*>, site: Site, now: Holding? = null) {
        if (!wait.isExclusive) return
        var before: ArrayList<Holding>? = null
        var scope: Scope? = owner
        while (scope != null) {
            for (held in holdingsOf(scope)) {
                if (held === now || !held.wait.isExclusive) continue
                // What is had already is taken in no order.
                if (held.wait === wait) return
                before = (before ?: ArrayList()).apply { add(held) }
            }
            scope = scope.parent
        }
        before?.forEach { held -> order.taken(held, owner, wait, site)?.let(::report) }
    }

    /** Looks for a knot that [scope] is part of; tells of it, and cuts it if this is strict. */
    fun examine(scope: Scope) {
        var cut: (() -> Unit)? = null
        val found =
            synchronized(KNOTS) {
                val knot = Knot.around(scope) ?: return
                val finding = knot.finding()
                val victim = if (knot.isCertain) knot.youngest() else null
                if (victim == null) {
                    if (!knot.isNew()) return
                } else {
                    cut = victim.cut(victim.scope.newDeadlock(finding)) ?: return
                }
                finding
            }
        report(found)
        cut?.invoke()
    }

    private fun report(finding: Finding) {
        engine.callbacks.execute { handler.accept(finding) }
    }

    /** Looks again at those that have waited for long. */
    private fun watch() {
        val clock = engine.clock
        clock.schedule(clock.after(WATCH_NANOS)) { engine.handOvers.execute(::lookAgain) }
    }

    private fun lookAgain() {
        val now = now()
        for ((scope, standing) in standings) {
            if (standing.scope === scope && standing.isDue(now)) examine(scope)
        }
        isWatching.set(false)
        if (!standings.isEmpty() && isWatching.compareAndSet(false, true)) watch()
    }

    companion object {
        /**
         * Whether any engine of this process ever had a diagnosis: what everybody asks first. Written before that
         * engine can be seen by anybody, so it need not be volatile, and costs nothing to read.
         */
        @JvmField var isUsed: Boolean = false

        /** Of two that find the same knot at the same time only one is to cut it. */
        private val KNOTS = Any()

        private const val WATCH_NANOS = 100_000_000L

        private val NUMBERS = AtomicLong()

        fun nextNumber(): Long = NUMBERS.incrementAndGet()

        /** The diagnosis of the engine of [scope]; null if that has none. */
        fun of(scope: Scope?): Diagnosis? = if (isUsed && scope != null) scope.engine.diagnosis else null

        /** [owner] is about to hold what [wait] is for. */
        fun holding(owner: Scope?, wait: Wait<*>): Holding? =
            of(owner)?.let { Holding(it, checkNotNull(owner), wait, Site.here()) }
    }
}

/** How an engine looks for deadlocks. */
public enum class DiagnosisMode {
    /** Not at all. */
    OFF,
    /** Tells of them. */
    REPORT,
    /** Tells of them, and fails the one that began to wait last. */
    STRICT;

    public companion object {
        /** The system property that sets the mode of every engine that was not told one. */
        public const val PROPERTY: String = "dev.corral.diagnosis"

        /** What the system property says. */
        internal fun configured(): DiagnosisMode = propertyOf(PROPERTY, unset = OFF)
    }
}

/** One who holds what somebody waits for. */
internal class Holder(
    /** What proves it; another one for each time that it is taken. */
    val proof: Any,
    /** Who will give it back; null if that is not known. */
    val owner: Scope?,
)

/** What a task took, and where. */
internal class Holding(
    private val diagnosis: Diagnosis,
    val owner: Scope,
    val wait: Wait<*>,
    val site: Site,
) {
    // A permit that is forgotten, or handed on, is not its first owner's any more.
    private val onEnd = Listener { diagnosis.remove(this) }

    fun begin(): Holding = apply {
        diagnosis.add(this)
        owner.listen(onEnd)
    }

    /** For one that was taken in a way in which its owner might have waited. */
    fun inOrder() = diagnosis.inOrder(owner, wait, site, this)

    fun end() {
        if (onEnd.take()) diagnosis.remove(this)
    }

    fun taken(): Finding.Taken = Finding.Taken(wait.subject, site.lines())
}

/** The nearest scope, from this one outwards, that a user knows as a task: spawned, or begun outside of any. */
internal fun Scope.task(): Scope {
    var scope = this
    while (!scope.has(FAILS_PARENT)) {
        val above = scope.parent ?: return scope
        if (above.parent == null) return scope
        scope = above
    }
    return scope
}
