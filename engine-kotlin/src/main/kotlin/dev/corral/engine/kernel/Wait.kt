package dev.corral.engine.kernel

/** What [Wait.now] and [Wait.enter] return for "not now". */
@JvmField public val LATER: Any = Any()

/**
 * Something that can be waited for: a lock, a permit, an event, an element of a queue or room for one. One form for
 * everybody who waits, a coroutine, a future, a thread.
 *
 * What it is taken from has a state, and a [WaitLine] of those whom it could not serve at once, both behind one monitor
 * that is held for a few instructions. No user's code runs behind it, but for the comparator of a priority queue.
 * Whoever changes the state serves the line in the same step. So everything is decided in one place and in one order:
 * - who is served: the first in line that can be claimed, or everybody where all are let through. [Waiter.claim] is the
 *   one step that a cancellation competes with, so a waiter is either served or cancelled, and what a cancelled one
 *   would have got is still there for the next.
 * - who is told: after the monitor is left, by [Told], since those who are told may run.
 *
 * What differs from one to the other:
 * - A lock and a semaphore that nobody waits for are taken and given back without the monitor, by one compare-and-set.
 *   The first who has to wait closes that way, behind the monitor; it opens again when the line is empty.
 * - A queue has two lines, of puts and of gets, which serve each other. A choice between several queues has the
 *   monitors of all of them at once, and stands in all their lines; whoever claims it in one has it in all.
 * - A condition uses the monitor of its lock. It is the one wait that a cancellation does not end on the spot, since
 *   its waiter has to have the lock back first: hence the [leave] that may say "not yet".
 * - A wait that has something to remember of its waiter, such as the element to be put, is made for that one alone.
 */
public abstract class Wait<out T> {
    /** What is waited for, in messages: "lock 'accounts'". */
    public abstract val subject: String

    /** What is wanted of it, where there is a choice: "room in queue 'orders'". For a dump of the tree. */
    internal open val purpose: String
        get() = subject

    /** Which kind of thing that is. */
    internal open val kind: WaitKind
        get() = WaitKind.OTHER

    /** Takes it for [owner], without waiting; [LATER] if it cannot be had now. Throws as [refuse] does. */
    internal abstract fun now(owner: Scope?): Any

    /** Throws if [asker] would wait for what can never be. */
    internal open fun refuse(asker: Scope) {}

    /**
     * As [now]; if it cannot be had now, puts [waiter] in line. A waiter that takes something is claimed first; one
     * that cannot be is not served, and [LATER] is returned.
     */
    internal abstract fun enter(waiter: Waiter): Any

    /** Takes [waiter], which is being cancelled, out of the line, if it is still there. */
    internal abstract fun leave(waiter: Waiter)

    /**
     * As [leave], for a waiter that is to end with [outcome]: a [Refusal], [LATER] if its time has passed, or
     * [CANCELLED]. False if it cannot end yet: then it is told when it can.
     */
    internal open fun leave(waiter: Waiter, outcome: Any): Boolean {
        leave(waiter)
        return true
    }

    /**
     * Those who would have to give something back for [waiter], which waits in line, to be served; null if it does not,
     * or if that is not known. For a [Diagnosis].
     */
    internal open fun holders(waiter: Waiter): List<Holder>? = null

    /** Whether one task at a time holds it, so that the order matters in which it and others are taken. */
    internal open val isExclusive: Boolean
        get() = false
}

/**
 * One who waits in a [WaitLine].
 *
 * ```text
 *            claim
 * waiting ──────────────────────────▶ claimed ── tell ──▶ over
 *  ▲ │  │    reserve     settle(true)  ▲
 *  │ │  └────────────▶ reserved ───────┘
 *  │ │                    │ settle(false)
 *  └─┼────────────────────┘
 *    └─ cancelled, or its time is up ─▶ gone ─── leave ──▶ over
 * ```
 */
public abstract class Waiter
internal constructor(
    @JvmField internal val wait: Wait<*>,
    /** The task on whose behalf; null outside any task. */
    @JvmField internal val owner: Scope?,
) : Hook(), Awaited {
    final override val awaitedSubject: String
        get() = wait.subject

    final override val awaitedKind: WaitKind
        get() = wait.kind

    final override fun awaitedHolders(): List<Scope> = wait.holders(this)?.mapNotNull { it.owner } ?: emptyList()

    /** The neighbours in line; behind the line's monitor. */
    @JvmField internal var ahead: Waiter? = null

    @JvmField internal var behind: Waiter? = null

    @JvmField internal var isInLine: Boolean = false

    /** What [tell] will say; while it waits, where it does, if there is a [Diagnosis]: its [Standing]. */
    @JvmField internal var outcome: Any? = null

    /** The task that asks: the owner, unless it asks for a part of its own. */
    internal open val asker: Scope?
        get() = owner

    /** True for the one caller that may end this wait, unless it is cancelled. */
    internal abstract fun claim(): Boolean

    /**
     * As [claim], for the one who has yet to find out, behind the monitor and before this is in any line, whether there
     * is something for it; [settle] follows at once. A cancellation that comes in between is held up that long. So a
     * put and a get that meet are both claimed or neither is: claimed one after the other, the first might have been in
     * vain.
     */
    internal open fun reserve(): Boolean = throw UnsupportedOperationException("${wait.subject} is not reserved")

    /** Makes a [reserve]d wait a claimed one, or one that waits as before. */
    internal open fun settle(isClaimed: Boolean): Unit =
        throw UnsupportedOperationException("${wait.subject} is not reserved")

    /** Ends the wait, which the caller has claimed, with [outcome]: a value, or a [Refusal]. */
    internal abstract fun tell(outcome: Any?)
}

/** What a wait ends with that cannot be granted any more. */
internal class Refusal(val error: Throwable)

/** What the wait of a scope ends with that was cancelled. */
internal val CANCELLED = Any()

/**
 * Those who wait, first come first served: an intrusive list, so leaving from the middle costs the same as from the
 * front.
 */
internal class WaitLine {
    var first: Waiter? = null
        private set

    private var last: Waiter? = null

    var size: Int = 0
        private set

    val isEmpty: Boolean
        get() = first == null

    fun add(waiter: Waiter) {
        val end = last
        waiter.ahead = end
        waiter.isInLine = true
        if (end == null) first = waiter else end.behind = waiter
        last = waiter
        size++
    }

    /** False if it was not in line. */
    fun remove(waiter: Waiter): Boolean {
        if (!waiter.isInLine) return false
        val before = waiter.ahead
        val after = waiter.behind
        if (before == null) first = after else before.behind = after
        if (after == null) last = before else after.ahead = before
        waiter.ahead = null
        waiter.behind = null
        waiter.isInLine = false
        size--
        return true
    }

    /**
     * Takes out the first one that can be claimed, and those before it, which are being cancelled; null if none can.
     */
    fun claimFirst(): Waiter? {
        while (true) {
            val waiter = first ?: return null
            remove(waiter)
            if (waiter.claim()) return waiter
        }
    }

    /** Takes out everybody who can be claimed, with [error] for an answer. */
    fun refuseAll(told: Told, error: () -> Throwable) {
        while (true) told.refuse(claimFirst() ?: return, error())
    }
}

/** Those who have been claimed behind a monitor and are told outside of it, in the same order. */
internal class Told {
    private var first: Waiter? = null
    private var last: Waiter? = null
    private var watched: MutableList<Pair<Scope, Listener>>? = null

    /** Has [listener] told of the end of [scope], which may be now: outside of the monitor too. */
    fun listen(scope: Scope, listener: Listener) {
        (watched ?: mutableListOf<Pair<Scope, Listener>>().also { watched = it }) += scope to listener
    }

    fun grant(waiter: Waiter, value: Any?) {
        waiter.outcome = value
        val end = last
        if (end == null) first = waiter else end.behind = waiter
        last = waiter
    }

    fun refuse(waiter: Waiter, error: Throwable) = grant(waiter, Refusal(error))

    fun tell() {
        watched?.forEach { (scope, listener) -> scope.listen(listener) }
        var waiter = first
        while (waiter != null) {
            val next = waiter.behind
            waiter.behind = null
            val outcome = waiter.outcome
            waiter.outcome = null
            waiter.tell(outcome)
            waiter = next
        }
    }
}

/** Runs [step], which decides, behind the monitor of this object, and then tells whomever it was decided about. */
internal inline fun <R> Any.atomically(step: (Told) -> R): R {
    val told = Told()
    try {
        return synchronized(this) { step(told) }
    } finally {
        told.tell()
    }
}
