package dev.corral.engine.pool.kernel

import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.Place
import dev.corral.engine.kernel.Standstill
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.atPlace
import java.util.concurrent.locks.LockSupport

/** What a thread of a pool does with the jobs it takes; belongs to that thread. */
internal interface Taker : AutoCloseable {
    /** Ends [job], which was taken off the line, in whatever way. */
    fun take(job: PoolJob)

    /** The thread leaves. */
    override fun close() {}

    /** Runs them there and then. */
    object Here : Taker {
        override fun take(job: PoolJob) = job.task.run()
    }
}

/**
 * Threads of a pool's own: daemons, named after it and numbered, as many as its line's limit at work at a time.
 *
 * A thread comes when a job does and a place is free; one that idles comes before a new one, the last to have idled
 * first, so that those that are too many idle until [keepAlive] is over, and end. A thread whose job waits for other
 * work of Corral's gives its place away and takes it back, over the limit if need be; it then leaves the line to the
 * others. So jobs that wait for jobs never run out of threads, however deep.
 *
 * Behind the line's monitor, this holds: if somebody waits, [atWork] is the limit or more.
 */
internal class PoolThreads(
    private val line: JobLine,
    private val keepAlive: Long,
    private val newTaker: () -> Taker = { Taker.Here },
) : Crew {
    private val loader: ClassLoader? = Thread.currentThread().contextClassLoader
    private val idle = ArrayDeque<Worker>()

    /** Threads that take jobs, or are on their way to. */
    private var atWork = 0
    private var alive = 0
    private var numbered = 0

    /** Those that have left, and may not have terminated yet. */
    private val left = ArrayList<Thread>()

    override val isAtWork: Boolean
        get() = atWork > 0

    override val isGone: Boolean
        get() = alive == 0

    override val size: Int
        get() = alive

    override val isCaller: Boolean
        get() = (Thread.currentThread() as? PoolThread)?.crew === this

    override fun summon(): Crew.Summons? {
        if (atWork >= line.limit || !line.hasWaiting) return null
        atWork++
        val rested = idle.removeLastOrNull() ?: return newWorker()
        rested.isAwake = true
        return Crew.Summons { LockSupport.unpark(rested.thread) }
    }

    private fun newWorker(): Crew.Summons {
        alive++
        val worker = Worker("${line.name}-${++numbered}")
        return Crew.Summons {
            line.engine.threadComes()
            try {
                worker.thread.start()
            } catch (t: Throwable) {
                line.engine.threadLeaves()
                synchronized(line) {
                    atWork--
                    alive--
                }
                throw t
            }
        }
    }

    /** Has threads come, jobs or not, until there are as many as may be at work. */
    fun startAll() {
        while (true) {
            val somebody =
                synchronized(line) {
                    if (alive >= line.limit || line.isClosed) return
                    atWork++
                    newWorker()
                }
            somebody.go()
        }
    }

    override fun dismiss() {
        atWork += idle.size
        idle.forEach {
            it.isAwake = true
            LockSupport.unpark(it.thread)
        }
        idle.clear()
    }

    override fun awaitGone() {
        for (thread in synchronized(line) { left.toList() }) {
            // Not for this one, which a user's executor for callbacks may have left this to.
            while (thread.isAlive && thread !== Thread.currentThread()) {
                try {
                    thread.join()
                } catch (_: InterruptedException) {
                    // Nobody has a reason to interrupt this thread.
                }
            }
        }
    }

    private inner class Worker(name: String) : Runnable, Place, Standstill {
        val thread: Thread = PoolThread(this@PoolThreads, this, name)

        /** Whether it has a place; set behind the monitor. */
        @Volatile var isAwake = true
        private var job: PoolJob? = null
        private val place = line.engine.countedPlace(this)

        /** When it has idled for long enough. */
        @Volatile
        override var until = FOREVER
            private set

        override val awaitingThread: Thread
            get() = thread

        override val canGoOn: Boolean
            get() = isAwake || isLate() || thread.isInterrupted

        override val isIdle: Boolean
            get() = true

        override val awaitedSubject: String
            get() = "a job of $line"

        init {
            thread.isDaemon = true
            thread.contextClassLoader = loader
        }

        override fun run() {
            try {
                newTaker().use { taker ->
                    while (true) {
                        val next = next() ?: break
                        job = next
                        atPlace(place) { take(taker, next) }
                    }
                }
            } finally {
                leave()
            }
        }

        private fun take(taker: Taker, job: PoolJob) {
            try {
                taker.take(job)
            } catch (t: Throwable) {
                job.task.fail(t)
            }
            // What a body left behind is not for the next one.
            Thread.interrupted()
        }

        /** Waits for the next job; null if this thread is to leave. */
        private fun next(): PoolJob? {
            until = line.engine.clock.after(keepAlive)
            while (true) {
                synchronized(line) {
                    if (isAwake) {
                        job?.let { line.setAtWork(it, false) }
                        job = null
                        if (atWork <= line.limit)
                            line.poll()?.let {
                                return it
                            }
                        // Before anybody else looks: of those that are too many, only as many may leave.
                        atWork--
                        isAwake = false
                        if (line.isClosed) return null
                        idle.addLast(this)
                    } else if (isLate()) {
                        idle.remove(this)
                        return null
                    }
                }
                idle()
            }
        }

        private fun isLate() = until != FOREVER && line.engine.clock.now() >= until

        private fun idle() {
            line.engine.idles(this)
            try {
                while (!canGoOn) line.engine.clock.park(this, until)
            } finally {
                line.engine.resumes(this)
            }
            Thread.interrupted()
        }

        private fun leave() {
            synchronized(line) {
                if (isAwake) atWork--
                alive--
                left.removeIf { !it.isAlive }
                left.add(thread)
            }
            line.endIfOver()
            line.engine.threadLeaves()
        }

        override fun giveAway(wait: Standstill) {
            synchronized(line) {
                    atWork--
                    job?.let { line.setAtWork(it, false) }
                    summon()
                }
                ?.go()
        }

        override fun takeBack(wait: Standstill) {
            synchronized(line) {
                atWork++
                job?.let { line.setAtWork(it, true) }
            }
        }
    }
}

private class PoolThread(val crew: Crew, body: Runnable, name: String) : Thread(null, body, name, 0, false)
