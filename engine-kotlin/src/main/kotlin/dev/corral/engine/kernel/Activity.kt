package dev.corral.engine.kernel

import java.util.concurrent.Executor
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger

/**
 * Told of everything that runs for an [Engine], so that it knows when nothing does. A [Clock] that is one too can move
 * on when everybody waits; the others are told nothing.
 *
 * What is handed over counts from the moment it is: before whoever hands it over can have ended. So the count does not
 * touch zero between the two.
 */
internal interface Activity {
    /** Something was handed over to be run. */
    fun begun()

    /** It has been run, or never will be. */
    fun ended()

    /** Something that counts is about to wait, and counts no more. */
    fun waits(wait: Standstill)

    /** It goes on, and counts again. */
    fun goesOn(wait: Standstill)
}

/** The wait of something that does not count meanwhile, as an [Activity] sees it. Asked on any thread; never blocks. */
public interface Standstill : Awaited {
    /** When the thread has something to do by itself, the end of the wait mostly; it is unparked then. */
    public val until: Long

    /** Whether it is over: whoever waits has been, or is being, woken, and only has to go on. */
    public val canGoOn: Boolean

    /** Whether it waits for work, until somebody says that there will be none. */
    public val isIdle: Boolean
        get() = false
}

/** Runs on [executor] what it is given, and tells [activity] of it. */
internal class CountingExecutor(private val executor: Executor, private val activity: Activity) : Executor {
    override fun execute(body: Runnable) {
        val counted = Counted(body)
        activity.begun()
        try {
            executor.execute(counted)
        } catch (t: Throwable) {
            counted.end()
            throw t
        }
    }

    private inner class Counted(private val body: Runnable) : AtomicBoolean(), Runnable {
        override fun run() {
            try {
                CountedPlace(activity).hold { body.run() }
            } finally {
                end()
            }
        }

        /** Once: an executor may run it on the spot and throw what it throws. */
        fun end() {
            if (!getAndSet(true)) activity.ended()
        }
    }
}

/**
 * As [CountingExecutor], for an executor that others bound. What is in its line counts only while one of those that it
 * runs is at work: if all of them wait, no more of them may ever begin before time has moved on. Of an executor that
 * tells how many threads it has, all of them have to wait.
 */
internal class BoundedCount(private val activity: Activity, executor: Executor) {
    private val pool = executor as? ThreadPoolExecutor
    private val waiting = AtomicInteger()
    private val running = AtomicInteger()

    private val isHeldUp: Boolean
        get() = waiting.get().let { it > 0 && it >= running.get() && (pool == null || it >= pool.poolSize) }

    /** Something is handed over to the executor. */
    fun queued(): Queued {
        activity.begun()
        return Queued().also(activity::waits)
    }

    /** As an executor in front of [executor]. */
    fun before(executor: Executor): Executor = Executor { body ->
        val queued = queued()
        try {
            executor.execute { queued.run { body.run() } }
        } catch (t: Throwable) {
            queued.end()
            throw t
        }
    }

    /** Something in the executor's line. */
    inner class Queued : Standstill {
        private val state = AtomicInteger(IN_LINE)

        override val until: Long
            get() = FOREVER

        override val canGoOn: Boolean
            get() = !isHeldUp

        override val awaitedSubject: String
            get() = "its turn"

        /** It begins, on this thread; not counted any more if that was thought never to happen. */
        fun run(body: () -> Unit) {
            if (!state.compareAndSet(IN_LINE, BEGUN)) return body()
            activity.goesOn(this)
            running.incrementAndGet()
            try {
                CountedPlace(activity, waiting).hold(body)
            } finally {
                running.decrementAndGet()
                activity.ended()
            }
        }

        /** Unless it has begun, it never will, or need not be waited for. */
        fun end() {
            if (!state.compareAndSet(IN_LINE, GONE)) return
            activity.goesOn(this)
            activity.ended()
        }
    }

    private companion object {
        const val IN_LINE = 0
        const val BEGUN = 1
        const val GONE = 2
    }
}

/** The place of a thread whose work counts, in front of the [outer] one that it has. */
internal class CountedPlace(
    private val activity: Activity,
    private val waiting: AtomicInteger? = null,
    private val outer: Place? = null,
) : Place {
    /** Runs [work] on this thread. */
    inline fun <R> hold(work: () -> R): R {
        val behind = currentPlace()
        return atPlace(if (behind == null) this else CountedPlace(activity, waiting, behind), work)
    }

    override fun giveAway(wait: Standstill) {
        waiting?.incrementAndGet()
        try {
            outer?.giveAway(wait)
        } finally {
            // Only now: a thread that comes in its place counts by then.
            activity.waits(wait)
        }
    }

    override fun takeBack(wait: Standstill) {
        outer?.takeBack(wait)
        activity.goesOn(wait)
        waiting?.decrementAndGet()
    }
}
