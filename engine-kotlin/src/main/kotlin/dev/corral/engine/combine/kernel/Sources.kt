package dev.corral.engine.combine.kernel

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger

/** The items of [items]; a list with random access is read by all workers at once, anything else by one at a time. */
internal fun <A> sourceOf(items: Iterable<A>): Source<A> =
    if (items is List<A> && items is RandomAccess) ListSource(items)
    else IteratorSource(items.iterator(), (items as? Collection<A>)?.size ?: -1)

/** A list, of which each worker claims the next index by an atomic increment. */
private class ListSource<A>(private val items: List<A>) : Source<A> {
    override val size = items.size
    private val claimed = AtomicInteger()

    override val isExclusive
        get() = false

    override val isEmpty
        get() = claimed.get() >= size

    override fun next(): Any? {
        if (isEmpty) return Source.END
        val index = claimed.getAndIncrement()
        return if (index < size) Item(index, items[index]) else Source.END
    }
}

/** An iterator, which may be endless, and is closed in the end if it can be. */
internal class IteratorSource<A>(private val items: Iterator<A>, override val size: Int = -1) : Source<A> {
    private var index = 0
    private var isOver = false

    override val isExclusive
        get() = true

    override val closing
        get() = items as? AutoCloseable

    override fun next(): Any? {
        if (isOver) return Source.END
        // Until it has answered: one that has thrown is not asked again.
        isOver = true
        if (!items.hasNext()) return Source.END
        return Item(index++, items.next()).also { isOver = false }
    }
}

/** What the workers themselves find as they go, beginning with the roots, which are read at once. */
internal class FoundSource<A>(roots: Iterable<A>) : Source<A> {
    private val found = ConcurrentLinkedQueue<Item<A>>()

    init {
        add(roots)
    }

    fun add(more: Iterable<A>) {
        more.forEach { found.add(Item(0, it)) }
    }

    override val isExclusive
        get() = false

    override val isEmpty
        get() = found.isEmpty()

    override fun next(): Any? = found.poll() ?: Source.END
}

/** An item and where it stood. */
internal class Item<out A>(val index: Int, val value: A)
