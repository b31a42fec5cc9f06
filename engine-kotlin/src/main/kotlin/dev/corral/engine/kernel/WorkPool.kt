package dev.corral.engine.kernel

import java.util.concurrent.Executor
import java.util.concurrent.ForkJoinPool
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong

private val PLACE = ThreadLocal<Place?>()

/**
 * Runs scopes, first in first out, on at most [limit] threads of [threads] at a time.
 *
 * **Threads come as they are needed.** A thread that is being started, or woken, looks for further work when it is
 * there and starts the next one if there is some; until then nobody else starts any. So a burst of short bodies costs
 * one wake-up, often none that matters, because whoever waits for the burst has run it by then; and a burst of long
 * ones has its threads after a chain of wake-ups. Where bodies are likely to be long, there are several such chains: at
 * most [chains] threads are on their way at a time.
 *
 * **A thread that waits is not at work.** One that waits for other work of Corral's gives its place away while it waits
 * and takes it back, over the limit if need be, when it goes on. So bodies that wait for bodies never run out of
 * threads, however deep they nest.
 *
 * **A thread that has run a task may call its callbacks.** They belong to no worker; but when a scope ends as the last
 * act of the body that a thread here has run, with no user's code on its stack, the thread gives its place away for
 * good measure and calls them itself, which spares the hand-over. One that blocks keeps this thread and nothing else.
 *
 * [state] counts those at work, plus [STARTING] for each that is on its way. Invariant: if the queue is not empty, then
 * the limit is reached, or a thread is starting, or somebody, who has added to the queue or has just started, is about
 * to look at [state].
 */
internal class WorkPool(
    private val limit: Int,
    private val threads: Executor,
    private val chains: Int = 1,
    /** Whether what it runs are bodies of Corral's, after which their thread may call their callbacks. */
    private val lendsThreads: Boolean = true,
) : BlockingThreads {
    private val queue = WorkQueue()
    private val state = AtomicLong()

    /** How many threads wait, or call callbacks, and have no place meanwhile. */
    private val placeless = AtomicInteger()

    override fun execute(body: Runnable) {
        queue.add(body as? WorkNode ?: Other(body))
        startOne()
    }

    override fun load(): BlockingLoad = BlockingLoad(limit, running(), waiting())

    private fun running(): Int = state.get().let { (it % STARTING - it / STARTING).coerceAtLeast(0).toInt() }

    /** A body that was cancelled before it began may still be in the queue, and counts no more. */
    private fun waiting(): Int = queue.count { it !is Scope || !it.hasBegun }

    /** In this order: what changes places meanwhile is seen twice rather than never. */
    override fun inHand(): Int {
        val before = placeless.get()
        return waiting() + running() + maxOf(before, placeless.get())
    }

    private fun startOne() {
        while (true) {
            val seen = state.get()
            if (seen / STARTING >= chains || seen % STARTING >= limit || queue.isEmpty()) return
            if (state.compareAndSet(seen, seen + STARTING + 1)) return start()
        }
    }

    /** For what is left in the queue; without a further thread, those that there are get to it in the end. */
    private fun startAnother() {
        try {
            startOne()
        } catch (t: Throwable) {
            uncaught(t)
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
        val outer = PLACE.get()
        val worker = Worker(this)
        PLACE.set(worker)
        state.addAndGet(-STARTING)
        try {
            var body = queue.poll()
            startAnother()
            while (body != null) {
                body.run()
                // What a body left behind is not for the next one.
                Thread.interrupted()
                worker.takeCallbacks()?.let(::call)
                body = if (state.get() % STARTING > limit) null else queue.poll()
            }
        } finally {
            // First, for it may run a body that came at this very moment, and leave callbacks.
            queue.letGo()
            worker.takeCallbacks()?.forEach(::callElsewhere)
            PLACE.set(outer)
            leave()
        }
    }

    /** Calls the last of [callbacks] here, without a place, and the others on threads of their own. */
    private fun call(callbacks: ArrayDeque<Runnable>) {
        val last = callbacks.removeLast()
        callbacks.forEach(::callElsewhere)
        val worker = PLACE.get()
        PLACE.set(null)
        giveAway()
        try {
            NestingExecutor.runOutermost(last)
        } finally {
            Thread.interrupted()
            PLACE.set(worker)
            takeBack()
        }
    }

    private fun callElsewhere(callback: Runnable) {
        placeless.incrementAndGet()
        try {
            threads.execute {
                try {
                    NestingExecutor.runOutermost(callback)
                } finally {
                    placeless.decrementAndGet()
                }
            }
        } catch (t: Throwable) {
            placeless.decrementAndGet()
            throw t
        }
    }

    private fun leave() {
        state.decrementAndGet()
        startOne()
    }

    /** A thread that was at work waits, or calls callbacks. */
    fun giveAway() {
        placeless.incrementAndGet()
        state.decrementAndGet()
        startAnother()
    }

    /** It goes on. */
    fun takeBack() {
        state.incrementAndGet()
        placeless.decrementAndGet()
    }

    /** Work that is no scope. */
    private class Other(private val body: Runnable) : WorkNode() {
        override fun run() = body.run()
    }

    companion object {
        private const val STARTING = 1L shl 32

        /** Blocks until [wait] is over, with this thread's place given to somebody else meanwhile. */
        fun yieldingPlace(wait: Waiting) {
            val place = PLACE.get() ?: return block(wait)
            place.wait(wait)
        }

        /** Leaves [callback] to this thread, if it is a worker that has no user's code on its stack. */
        fun callHere(callback: Runnable): Boolean {
            val worker = PLACE.get() as? Worker ?: return false
            if (!worker.pool.lendsThreads || Ambient.current() != null || NestingExecutor.isCalling) return false
            worker.add(callback)
            return true
        }
    }
}

/**
 * The place among those at work that a thread has, for itself. [takeBack] follows each [giveAway], also a failed one.
 */
internal interface Place {
    /** This thread is about to wait: somebody else may have its place meanwhile. */
    fun giveAway(wait: Standstill)

    /** It goes on, over the limit if need be. */
    fun takeBack(wait: Standstill)

    /** Blocks until [wait] is over, without the place. */
    fun wait(wait: Waiting) {
        try {
            giveAway(wait)
            block(wait)
        } finally {
            takeBack(wait)
        }
    }

    /** Code of a user's is about to do what others may see: somebody else may go first. */
    fun passBy() {}
}

/** Whoever lent this thread may replace it meanwhile. */
private fun block(wait: Waiting) {
    ForkJoinPool.managedBlock(wait)
}

/** Where the code that runs one piece at a time, in a drawn order, may be interrupted by another piece. */
internal object SwitchPoint {
    /** Whether there ever was any such code: see [Diagnosis.isUsed], for why it need not be volatile too. */
    @JvmField var isUsed: Boolean = false

    /** For the place of this thread to decide. */
    fun here() {
        PLACE.get()?.passBy()
    }
}

/** The place that this thread has, if any. */
internal fun currentPlace(): Place? = PLACE.get()

/** Runs [work] on this thread, which has [place] meanwhile. */
internal inline fun <R> atPlace(place: Place, work: () -> R): R {
    val outer = PLACE.get()
    PLACE.set(place)
    try {
        return work()
    } finally {
        PLACE.set(outer)
    }
}

/** A thread at work in [pool], and the callbacks that the scope it has just run left to it. */
private class Worker(val pool: WorkPool) : Place {
    private var callbacks: ArrayDeque<Runnable>? = null

    fun add(callback: Runnable) {
        (callbacks ?: ArrayDeque<Runnable>().also { callbacks = it }).addLast(callback)
    }

    override fun giveAway(wait: Standstill) = pool.giveAway()

    override fun takeBack(wait: Standstill) = pool.takeBack()

    fun takeCallbacks(): ArrayDeque<Runnable>? = callbacks.also { callbacks = null }
}
