package dev.corral.engine.kernel

import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger

private val POOL = ThreadLocal<WorkPool?>()

/**
 * Runs scopes, first in first out, on at most [limit] threads of [threads] at a time.
 *
 * **Threads come as they are needed.** A thread that is being started, or woken, looks for further work when it is
 * there and starts the next one if there is some; until then nobody else starts any. So a burst of short bodies costs
 * one wake-up, often none that matters, because whoever waits for the burst has run it by then; and a burst of long
 * ones has its threads after a chain of wake-ups.
 *
 * **A thread that waits is not at work.** One that waits for other work of Corral's gives its place away while it waits
 * and takes it back, over the limit if need be, when it goes on. So bodies that wait for bodies never run out of
 * threads, however deep they nest.
 *
 * [state] counts those at work, plus [STARTING] while one is on its way. Invariant: if the queue is not empty, then the
 * limit is reached, or a thread is starting, or somebody is between adding to the queue and looking at [state].
 */
internal class WorkPool(private val limit: Int, private val threads: Executor) : Executor {
    private val queue = WorkQueue()
    private val state = AtomicInteger()

    override fun execute(body: Runnable) {
        require(body is WorkNode) { "body: $body is no scope" }
        queue.add(body)
        startOne()
    }

    private fun startOne() {
        while (true) {
            val seen = state.get()
            if (seen and STARTING != 0 || seen >= limit || queue.isEmpty()) return
            if (state.compareAndSet(seen, (seen + 1) or STARTING)) return start()
        }
    }

    private fun start() {
        try {
            threads.execute(::work)
        } catch (t: Throwable) {
            state.addAndGet(-STARTING - 1)
            throw t
        }
    }

    private fun work() {
        val outer = POOL.get()
        POOL.set(this)
        state.addAndGet(-STARTING)
        startOne()
        try {
            var body = queue.poll()
            while (body != null) {
                body.run()
                body = if (state.get() and STARTING.inv() > limit) null else queue.poll()
            }
        } finally {
            POOL.set(outer)
            leave()
        }
    }

    private fun leave() {
        state.decrementAndGet()
        startOne()
    }

    companion object {
        private const val STARTING = 1 shl 30

        /** Runs [wait], which blocks, with this thread's place given to somebody else. */
        inline fun yieldingPlace(wait: () -> Unit) {
            val pool = POOL.get() ?: return wait()
            pool.leave()
            try {
                wait()
            } finally {
                pool.state.incrementAndGet()
            }
        }
    }
}
