package dev.corral.engine.channel

import java.util.TreeSet

/** What a queue keeps its elements in, behind its monitor. */
internal interface Store<T : Any> {
    /** How many it holds at most; [Int.MAX_VALUE] for any number. */
    val capacity: Int

    val size: Int

    /** Whether nothing can be [add]ed; never if it makes room by dropping. */
    val isFull: Boolean
        get() = size == capacity

    /** Adds [element] and returns the one that it dropped for it, if any; throws, and is as it was, if it cannot. */
    fun add(element: T): T?

    /** Takes the next one; there is one. */
    fun take(): T
}

/** [capacity], if there is room for anything in that. */
internal fun checkedCapacity(capacity: Int): Int {
    require(capacity >= 1) { "capacity: $capacity is less than 1" }
    return capacity
}

/** The length of a ring that has held nothing yet. */
private const val SHORT = 16

/** The longest ring that is kept while it holds nothing. */
private const val LONG = 4096

/** First in, first out, in a ring that grows as needed up to [capacity]. Of capacity 0: full and empty at once. */
internal class Ring<T : Any>(override val capacity: Int, private val isDropping: Boolean = false) : Store<T> {
    private var slots = arrayOfNulls<Any>(SHORT)
    private var first = 0

    override var size = 0
        private set

    override val isFull: Boolean
        get() = size == capacity && !isDropping

    override fun add(element: T): T? {
        val dropped = if (size == capacity) take() else null
        if (size == slots.size) grow()
        slots[(first + size) and (slots.size - 1)] = element
        size++
        return dropped
    }

    override fun take(): T {
        @Suppress("UNCHECKED_CAST") // what was added
        val element = slots[first] as T
        slots[first] = null
        first = (first + 1) and (slots.size - 1)
        if (--size == 0 && slots.size > LONG) {
            slots = arrayOfNulls(SHORT)
            first = 0
        }
        return element
    }

    /** The length stays a power of two. */
    private fun grow() {
        check(slots.size <= Int.MAX_VALUE / 2) { "$size elements are too many" }
        val longer = arrayOfNulls<Any>(slots.size * 2)
        slots.copyInto(longer, 0, first, slots.size)
        slots.copyInto(longer, slots.size - first, 0, first)
        slots = longer
        first = 0
    }
}

/**
 * The least first, and among equals the one that was added first. A tree and not a heap: adding compares before it
 * changes anything, and taking does not compare at all, so a comparator that throws can harm nobody but who adds.
 */
internal class Ranks<T : Any>(override val capacity: Int, order: Comparator<in T>) : Store<T> {
    private val tree =
        TreeSet<Ranked<T>> { a, b ->
            val compared = order.compare(a.element, b.element)
            if (compared != 0) compared else a.rank.compareTo(b.rank)
        }
    private var added = 0L
    private var isComparing = false

    override val size: Int
        get() = tree.size

    override fun add(element: T): T? {
        refuseWhileComparing()
        isComparing = true
        try {
            tree.add(Ranked(element, added))
        } finally {
            isComparing = false
        }
        added++
        return null
    }

    override fun take(): T {
        refuseWhileComparing()
        return checkNotNull(tree.pollFirst()).element
    }

    /** The monitor lets the comparator of its own thread in, in the midst of a change. */
    private fun refuseWhileComparing() = check(!isComparing) { "a comparator uses the queue that it orders" }

    private class Ranked<T>(val element: T, val rank: Long)
}
