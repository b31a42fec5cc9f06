package dev.corral.engine.kernel

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger

/**
 * Threads for bodies that block, at most [limit] of them at work.
 *
 * A thread that waits for other work of Corral's is not at work: it gives its place away while it waits and takes it
 * back, over the limit if need be, when it goes on. So bodies that wait for bodies never run out of threads, however
 * deep they nest.
 */
internal class BlockingPool(private val limit: Int, private val threads: Executor) : Executor {
    private val atWork = AtomicInteger()
    private val waiting = ConcurrentLinkedQueue<Runnable>()

    override fun execute(body: Runnable) {
        waiting.add(body)
        startWaiting()
    }

    private fun startWaiting() {
        while (true) {
            val busy = atWork.get()
            if (busy >= limit || waiting.isEmpty()) return
            if (!atWork.compareAndSet(busy, busy + 1)) continue
            val body = waiting.poll()
            if (body != null) threads.execute { work(body) } else atWork.decrementAndGet()
        }
    }

    private fun work(first: Runnable) {
        val outer = POOL.get()
        POOL.set(this)
        try {
            var body: Runnable? = first
            while (body != null) {
                body.run()
                body = if (atWork.get() > limit) null else waiting.poll()
            }
        } finally {
            if (outer == null) POOL.remove() else POOL.set(outer)
            leave()
        }
    }

    private fun leave() {
        atWork.decrementAndGet()
        startWaiting()
    }

    companion object {
        private val POOL = ThreadLocal<BlockingPool?>()

        /** Runs [wait], which blocks, with this thread's place given to somebody else. */
        inline fun yieldingPlace(wait: () -> Unit) {
            val pool = POOL.get() ?: return wait()
            pool.leave()
            try {
                wait()
            } finally {
                pool.atWork.incrementAndGet()
            }
        }
    }
}
