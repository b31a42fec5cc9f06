package dev.corral.engine.kernel

import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger

/** Runs blocking bodies, and knows how many. */
internal interface BlockingThreads : Executor {
    fun load(): BlockingLoad

    /** How much it has been given and is not done with, whether it runs, waits, or waits for a thread. */
    fun inHand(): Int
}

/**
 * How the threads for blocking bodies stand.
 *
 * @property limit how many may be at work at once; null if that is not Corral's to say
 * @property running how many are at work: those that wait for other work of Corral's do not count meanwhile, where
 *   there is a limit
 * @property waiting how many wait for a thread
 */
public class BlockingLoad(public val limit: Int?, public val running: Int, public val waiting: Int)

/** Threads that are bounded elsewhere, or not at all: virtual ones, or a user's executor. */
internal class UnboundedThreads(private val threads: Executor) : BlockingThreads {
    private val waiting = AtomicInteger()
    private val running = AtomicInteger()

    override fun execute(body: Runnable) {
        waiting.incrementAndGet()
        try {
            threads.execute { run(body) }
        } catch (t: Throwable) {
            waiting.decrementAndGet()
            throw t
        }
    }

    private fun run(body: Runnable) {
        running.incrementAndGet()
        waiting.decrementAndGet()
        try {
            body.run()
        } finally {
            running.decrementAndGet()
        }
    }

    override fun load(): BlockingLoad = BlockingLoad(null, running.get(), waiting.get())

    /** What waits for a thread of somebody else's may never get one. */
    override fun inHand(): Int = running.get()
}
