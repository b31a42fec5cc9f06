package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicLongFieldUpdater
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val COUNTS = AtomicLongFieldUpdater.newUpdater(Registry::class.java, "counts")
private val NEWEST = AtomicReferenceFieldUpdater.newUpdater(Registry::class.java, Scope::class.java, "newest")

private const val LIVE_ONE = 1L
private const val LIVE_MASK = 0xFFFF_FFFFL
private const val DEAD_ONE = 1L shl 32

/** So many children whose failure nobody has looked at yet are kept; the oldest beyond that are reported at once. */
private const val KEPT_FAILURES = 32

/**
 * The children of a scope: who is alive, and how many.
 *
 * An intrusive stack (Treiber, 1986) of the children, newest first, and one counter of two halves: the low one counts
 * what still runs (the children and the scope's own body), the high one the ended children that are still linked. A
 * child is counted before it is linked, so a scope whose count has reached zero is closed for good.
 *
 * An ended child is not unlinked by itself: when as many of them as live ones are linked, whoever ended the last of
 * them walks the stack once and bypasses them all, so a removal costs a constant on average and a group that has run a
 * million children holds the live ones only. Only one sweeper is at work at a time, and only the sweeper rewrites a
 * link. A walker that meets a bypassed child goes on from it: its link still leads to everything older.
 */
public abstract class Registry internal constructor() : WorkNode() {
    @JvmField @Volatile internal var counts: Long = LIVE_ONE

    @JvmField @Volatile internal var newest: Scope? = null

    /** The next older child of this scope's parent; belongs to the parent's registry. */
    @JvmField internal var older: Scope? = null

    /** Counts and links [child]; false when the last of this scope's work has ended, and nothing can be added. */
    internal fun adopt(child: Scope): Boolean {
        if (!retain()) return false
        while (true) {
            val top = newest
            child.older = top
            if (NEWEST.compareAndSet(this, top, child)) return true
        }
    }

    /** Counts one more that runs, and is not a child; false when everything has ended. */
    internal fun retain(): Boolean {
        while (true) {
            val seen = counts
            if (seen and LIVE_MASK == 0L) return false
            if (COUNTS.compareAndSet(this, seen, seen + LIVE_ONE)) return true
        }
    }

    /** Takes the body's share off the count; true when nothing is left running. */
    internal fun releaseBody(): Boolean = COUNTS.addAndGet(this, -LIVE_ONE) and LIVE_MASK == 0L

    /** Takes an ended child off the count; true when nothing is left running. */
    internal fun releaseChild(child: Scope): Boolean {
        val unlinked = newest === child && unlinkNewest(child)
        val now = COUNTS.addAndGet(this, if (unlinked) -LIVE_ONE else DEAD_ONE - LIVE_ONE)
        val live = now and LIVE_MASK
        if (live == 0L) return true
        // Whoever finds another one sweeping leaves it to that one, which looks again before it goes.
        while (isLittered && beginSweep()) if (sweep() == 0L) break
        return false
    }

    /** Whether as many ended children as live ones are linked. */
    private val isLittered: Boolean
        get() = counts.let { now -> now ushr 32 != 0L && now ushr 32 >= now and LIVE_MASK }

    /** An ended child that is on top goes at once: a scope that runs one child after the other never has to sweep. */
    private fun unlinkNewest(child: Scope): Boolean {
        if (child.isKept || !beginSweep()) return false
        try {
            return NEWEST.compareAndSet(this, child, child.older)
        } finally {
            endSweep()
        }
    }

    /** What still runs: the children, and one for the body if it has not ended. */
    internal val liveCount: Int
        get() = (counts and LIVE_MASK).toInt()

    internal inline fun forEachChild(action: (Scope) -> Unit) {
        var child = newest
        while (child != null) {
            action(child)
            child = child.older
        }
    }

    /** True for the one that may sweep. */
    internal abstract fun beginSweep(): Boolean

    internal abstract fun endSweep()

    /** Unlinks the ended children and ends the sweep; returns how many they were. */
    private fun sweep(): Long {
        var removed = 0L
        try {
            removed += unlinkEndedOnTop()
            newest?.let { removed += unlinkEndedBelow(it) }
        } finally {
            COUNTS.addAndGet(this, -removed * DEAD_ONE)
            endSweep()
        }
        return removed
    }

    private fun unlinkEndedBelow(top: Scope): Long {
        var kept = 0
        var removed = 0L
        var last = top
        var child = last.older
        while (child != null) {
            if (!child.hasEnded) {
                last = child
            } else if (child.isKept && kept < KEPT_FAILURES) {
                kept++
                last = child
            } else {
                if (child.isKept) child.reportIfUnobserved()
                last.older = child.older
                removed++
            }
            child = child.older
        }
        return removed
    }

    private fun unlinkEndedOnTop(): Int {
        var unlinked = 0
        while (true) {
            val top = newest ?: return unlinked
            if (!top.hasEnded || top.isKept) return unlinked
            if (!NEWEST.compareAndSet(this, top, top.older)) return unlinked
            unlinked++
        }
    }
}
