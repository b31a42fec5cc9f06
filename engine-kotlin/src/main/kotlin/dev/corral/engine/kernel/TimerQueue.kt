package dev.corral.engine.kernel

import java.util.PriorityQueue
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val ADDED =
    AtomicReferenceFieldUpdater.newUpdater(TimerQueue::class.java, TimerQueue.Entry::class.java, "added")
private val ACTION =
    AtomicReferenceFieldUpdater.newUpdater(TimerQueue.Entry::class.java, Runnable::class.java, "action")

/** So many called-off timers are let lie beside those that may be half of the heap. */
private const val TOLERATED = 1024

/**
 * Timers in the order in which they are due.
 *
 * Nearly every timer is a time-out that does not fire: it is set, and called off soon after by the same thread. So
 * these two take no lock and keep no order. [add] pushes onto a stack (Treiber, 1986), and a timer that is called off
 * while it is on top of that stack goes at once. It is never pushed again, so as long as it is on top, what lies below
 * it is what lay there when it came.
 *
 * Only who fires needs an order. From time to time, see [fireDue], one thread takes the whole stack and sorts what is
 * still wanted into a heap that nobody else touches. One that is called off in the middle of the stack or in the heap
 * lets go of its action and is left where it is: it is thrown away when it is come across, or, when half of the heap
 * may be such litter, all at once. [littered] is called for the latter, by whoever called off the one too many.
 *
 * A timer fires or is called off: the one that takes its action away has decided.
 */
internal class TimerQueue(private val littered: Runnable) {
    @JvmField @Volatile internal var added: Entry? = null

    private val ordered = PriorityQueue<Entry>()
    private var nextOrder = 0L

    /** The called-off ones in the stack and in the heap. */
    private val litter = AtomicInteger()

    @Volatile private var toleratedLitter = TOLERATED

    /** Has [action] run by the first [fireDue] at or after [at]. */
    fun add(at: Long, action: Runnable): Clock.Timer {
        val entry = Entry(this, at, action)
        while (true) {
            val top = added
            entry.next = top
            if (ADDED.compareAndSet(this, top, entry)) return entry
        }
    }

    /**
     * Runs what is due [now], in order of time, and of [add] among equals; returns the time of the earliest that is
     * left, [FOREVER] if none is. What an action throws leaves the others for the next call. Called by one thread at a
     * time.
     */
    fun fireDue(now: Long): Long {
        sortIn(ADDED.getAndSet(this, null))
        while (true) {
            val first = ordered.peek() ?: break
            if (first.isWanted && first.at > now) break
            ordered.poll()
            val action = first.takeAction()
            if (action == null) litter.decrementAndGet() else action.run()
        }
        // Also when nothing else is left: then nobody has to wait for a time that nobody wants.
        if (litter.get() >= minOf(toleratedLitter + 1, ordered.size)) throwLitterAway()
        toleratedLitter = TOLERATED + ordered.size / 2
        return ordered.peek()?.at ?: FOREVER
    }

    private fun sortIn(newest: Entry?) {
        var entry = reversed(newest)
        while (entry != null) {
            val later = entry.next
            entry.next = null
            if (entry.isWanted) {
                entry.order = nextOrder++
                ordered.add(entry)
            } else {
                litter.decrementAndGet()
            }
            entry = later
        }
    }

    private fun reversed(newest: Entry?): Entry? {
        var oldest: Entry? = null
        var entry = newest
        while (entry != null) {
            val older = entry.next
            entry.next = oldest
            oldest = entry
            entry = older
        }
        return oldest
    }

    private fun throwLitterAway() {
        val before = ordered.size
        ordered.removeIf { !it.isWanted }
        litter.addAndGet(ordered.size - before)
    }

    /** Forgets every timer; called as [fireDue] is. */
    fun clear() {
        added = null
        ordered.clear()
    }

    /** Whether nothing was added since the last [fireDue]. */
    val hasNoNews: Boolean
        get() = added == null

    /** How many timers are held, called off or not; exact only while nobody uses the queue. */
    val held: Int
        get() = ordered.size + generateSequence(added, Entry::next).count()

    private fun leaveBehind() {
        if (litter.incrementAndGet() > toleratedLitter) littered.run()
    }

    internal class Entry(private val queue: TimerQueue, val at: Long, action: Runnable) :
        Clock.Timer, Comparable<Entry> {
        @JvmField @Volatile internal var action: Runnable? = action

        /** The next older one in the stack. */
        @JvmField internal var next: Entry? = null

        @JvmField internal var order = 0L

        val isWanted: Boolean
            get() = action != null

        fun takeAction(): Runnable? = ACTION.getAndSet(this, null)

        override fun cancel() {
            if (takeAction() != null && !ADDED.compareAndSet(queue, this, next)) queue.leaveBehind()
        }

        override fun compareTo(other: Entry): Int =
            if (at != other.at) at.compareTo(other.at) else order.compareTo(other.order)
    }
}
