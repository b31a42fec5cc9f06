package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val NEXT = AtomicReferenceFieldUpdater.newUpdater(WorkNode::class.java, WorkNode::class.java, "nextWork")
private val HEAD = AtomicReferenceFieldUpdater.newUpdater(WorkQueue::class.java, WorkNode::class.java, "head")
private val TAIL = AtomicReferenceFieldUpdater.newUpdater(WorkQueue::class.java, WorkNode::class.java, "tail")

/** What a [WorkQueue] holds, once in its life. */
public abstract class WorkNode internal constructor() : Runnable {
    @JvmField @Volatile internal var nextWork: WorkNode? = null
}

/**
 * The lock-free queue of Michael and Scott (1996), with the work itself for nodes, so that queueing makes no object.
 *
 * [head] is the node taken last. A node that [head] has left points to itself, as in the JDK's ConcurrentLinkedQueue:
 * whoever holds on to it does not hold on to all that came after, and whoever meets it knows to start over.
 */
internal class WorkQueue {
    @JvmField @Volatile internal var head: WorkNode = Anchor()

    @JvmField @Volatile internal var tail: WorkNode = head

    fun add(node: WorkNode) {
        while (true) {
            val last = tail
            val next = last.nextWork
            if (next == null) {
                if (NEXT.compareAndSet(last, null, node)) {
                    TAIL.compareAndSet(this, last, node)
                    return
                }
            } else {
                TAIL.compareAndSet(this, last, if (next === last) head else next)
            }
        }
    }

    fun poll(): WorkNode? {
        while (true) {
            val left = head
            val next = left.nextWork ?: return null
            if (next !== left && HEAD.compareAndSet(this, left, next)) {
                left.nextWork = left
                return next
            }
        }
    }

    fun isEmpty(): Boolean {
        while (true) {
            val left = head
            val next = left.nextWork
            if (next !== left) return next == null
        }
    }

    /** How many there are now, about, of those that [counts] is true for; takes as long as there are. */
    inline fun count(counts: (WorkNode) -> Boolean): Int {
        var counted = 0
        var node = head
        while (true) {
            val next = node.nextWork ?: return counted
            // Taken meanwhile, and those before it too.
            if (next === node) counted = 0 else if (next !is Anchor && counts(next)) counted++
            node = if (next === node) head else next
        }
    }

    /** Lets go of the node that was taken last, if there is none after it. */
    fun letGo() {
        if (head !is Anchor && isEmpty()) {
            add(Anchor())
            poll()?.run()
        }
    }

    internal class Anchor : WorkNode() {
        override fun run() {}
    }
}
