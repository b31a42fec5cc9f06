package dev.corral.engine.testing

import dev.corral.engine.kernel.Chance
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.Place
import dev.corral.engine.kernel.Standstill
import dev.corral.engine.kernel.TimerQueue
import dev.corral.engine.kernel.Waiting
import dev.corral.engine.kernel.atPlace
import java.util.SplittableRandom
import java.util.concurrent.Executor
import java.util.random.RandomGenerator

/**
 * Runs what is ready one piece at a time, and draws which is next.
 *
 * A *strand* is one piece of work that an executor was given: a body that blocks, a piece of a coroutine, a callback.
 * Each has a thread while it runs or waits, but only one of them has the *turn*. It passes the turn on where it ends,
 * where it waits through Corral, and at each [dev.corral.engine.kernel.SwitchPoint]. What is ready then, strands not
 * begun and strands whose wait is over, is the same in each run with the same seed, for nothing else was running; so
 * what is drawn of it is, too.
 *
 * Whether the wait of a strand is over is asked where the turn is passed on. Nobody has to be told for that, so it does
 * not matter when an unparked thread really wakes up. The same goes for interrupts: the flag of a thread that waits for
 * its turn is read and taken behind one monitor, so that none is overlooked.
 *
 * Time stands still while there is something to run. When there is nothing, it jumps to the next timer, or the next
 * time limit of a thread that waits. With [timersRace], it may also jump before that, as if the work were slow.
 */
internal class Interleaving(seed: Long, private val threads: Executor, private val timersRace: Boolean) :
    Clock, Chance {
    private val random = SplittableRandom(seed)

    /** For whoever has the turn. */
    override val draws: RandomGenerator = SplittableRandom(seed).split()

    private val timers = TimerQueue {}

    // All of this behind the monitor.
    @Suppress("PLATFORM_CLASS_MAPPED_TO_KOTLIN") // whose wait leaves no gap in which an interrupt is not seen
    private val monitor = Object()
    private val fresh = ArrayList<Strand>()
    private val parked = ArrayList<Strand>()
    private val passed = ArrayList<Int>()
    private var strands = 0
    private var turn: Strand? = null
    private var isDismissed = false

    @Volatile private var time = 0L

    /** What strands threw, of which Corral knows nothing. */
    private val thrown = ArrayList<Throwable>()

    /** Whether time goes on. */
    @Volatile var isTimed: Boolean = true

    /** Runs what it is given as a strand of the kind [what]. */
    fun executor(what: String): Executor = Executor { add(what, it) }

    override fun now(): Long = time

    override fun schedule(at: Long, action: Runnable): Clock.Timer = timers.add(at, action)

    /** How often the turn was passed on. */
    val steps: Int
        get() = synchronized(monitor) { passed.size }

    /** Whether it was cut short for that. */
    val isEndless: Boolean
        get() = steps >= MOST_STEPS

    /** The numbers of the strands that had the turn, in order. */
    fun trace(): List<Int> = synchronized(monitor) { passed.toList() }

    fun failures(): List<Throwable> = synchronized(monitor) { thrown.toList() }

    /** The strands that wait, and for what. */
    fun waiting(): List<String> = synchronized(monitor) { parked.map { it.toString() } }

    /** The thread that has the turn. */
    val running: Thread?
        get() = synchronized(monitor) { turn?.thread }

    private fun add(what: String, body: Runnable) {
        synchronized(monitor) {
            if (isDismissed) return
            fresh += Strand(++strands, what, body)
            // Nobody is there to pass the turn on: it comes from outside.
            if (turn == null) carryOn(choose())
        }
    }

    /** Waits until nothing is left to run; false if the turn is not passed on for [patience], in nanoseconds. */
    fun awaitRest(patience: Long): Boolean {
        synchronized(monitor) {
            var since = realTime.now()
            var seen = passed.size
            while (turn != null) {
                monitor.wait(GLANCE_MILLIS)
                if (seen == passed.size && realTime.now() - since > patience) return false
                if (seen != passed.size) since = realTime.now()
                seen = passed.size
            }
        }
        return true
    }

    /** Has every strand that waits, or will, end with an error; those that are ready never run. */
    fun dismiss() {
        synchronized(monitor) {
            isDismissed = true
            fresh.clear()
            monitor.notifyAll()
        }
        running?.interrupt()
    }

    /** Has [strand] run; on a thread of its own if it has none. */
    private fun carryOn(strand: Strand?) {
        turn = strand
        if (strand == null || strand.thread != null) monitor.notifyAll() else threads.execute { carry(strand) }
    }

    private fun carry(first: Strand) {
        var strand: Strand? = first
        while (strand != null) {
            strand.run()
            strand =
                synchronized(monitor) {
                    val next = if (isDismissed) null else choose()
                    if (next != null && next.thread == null) next.also { turn = it } else null.also { carryOn(next) }
                }
        }
    }

    /** Draws who is next; null if there is nothing that could go on. */
    private fun choose(): Strand? {
        if (isEndless) return null
        while (true) {
            val ready = parked.filter { it.isReady } + fresh
            val due = if (isTimed) nextTime() else FOREVER
            val choices = ready.size + if (due != FOREVER && (timersRace || ready.isEmpty())) 1 else 0
            if (choices == 0) return null
            val drawn = random.nextInt(choices)
            if (drawn < ready.size) return ready[drawn].also(::take)
            time = maxOf(time, due)
            // What is due at one time comes in the order in which it was set.
            if (timers.fireDue(-1) <= time) {
                return Strand(++strands, "timer", { timers.fireDue(time) }).also { passed += it.number }
            }
        }
    }

    private fun nextTime(): Long = minOf(timers.fireDue(-1), parked.minOfOrNull { it.until } ?: FOREVER)

    private fun take(strand: Strand) {
        if (!fresh.remove(strand)) parked.remove(strand)
        passed += strand.number
    }

    private inner class Strand(val number: Int, private val what: String, private val body: Runnable) : Place {
        var thread: Thread? = null
        private var wait: Waiting? = null
        private var wasInterrupted = false

        val isReady: Boolean
            get() = wait?.let { wasInterrupted || thread?.isInterrupted == true || it.isReleasable } ?: true

        val until: Long
            get() = wait?.endsAt ?: FOREVER

        fun run() {
            thread = Thread.currentThread()
            try {
                atPlace(this) { body.run() }
            } catch (t: Throwable) {
                synchronized(monitor) { thrown += t }
            }
            Thread.interrupted()
        }

        override fun wait(wait: Waiting) {
            do {
                pass(wait)
            } while (!wait.look())
        }

        override fun passBy() {
            if (turn === this) pass(null)
        }

        /** Lets somebody go first; returns when it is its turn again, after the end of [until]. */
        private fun pass(until: Waiting?) {
            synchronized(monitor) {
                wait = until
                parked += this
                carryOn(if (isDismissed) null else choose())
                awaitTurn()
                wait = null
            }
            if (wasInterrupted) Thread.currentThread().interrupt()
            wasInterrupted = false
        }

        private fun awaitTurn() {
            while (turn !== this) {
                if (isDismissed) throw Dismissal()
                try {
                    if (Thread.interrupted()) wasInterrupted = true
                    monitor.wait()
                } catch (_: InterruptedException) {
                    wasInterrupted = true
                }
            }
        }

        // It waits in [wait] alone.
        override fun giveAway(wait: Standstill) {}

        override fun takeBack(wait: Standstill) {}

        override fun toString() = "$what $number"
    }

    /** Ends a strand that cannot go on. */
    private class Dismissal : Error("the run is over", null, false, false)

    companion object {
        const val MOST_STEPS: Int = 100_000
        private const val GLANCE_MILLIS = 100L
    }
}
