package dev.corral.engine.testing

import dev.corral.engine.kernel.Activity
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.Standstill
import dev.corral.engine.kernel.uncaught
import java.util.TreeSet
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.locks.LockSupport
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/**
 * Time that stands still while anything runs, and moves to the next timer when everything waits.
 *
 * **What counts as busy** is told by the engine, see [Activity]: what was handed to one of its executors, from that
 * moment until it has run; a thread that runs code of a test; a timer that fires. A thread that waits through Corral
 * does not count, and comes back by itself: whoever wakes it makes [Standstill.canGoOn] true before he stops counting
 * himself. So the count may be zero for a moment while a thread is on its way back from its wait; that is not idleness,
 * and is told from it by asking all who wait. Everything here changes behind one lock, so *idle*, which is a count of
 * zero and nobody who can go on, holds or does not: between the last who was busy and the look at the waits nothing can
 * happen that is not seen.
 *
 * One thread moves the time. It fires one timer at a time, in the order of their times and, among equals, in that in
 * which they were set, and waits for idleness after each. So what one timer brings about has been done before the next
 * one fires. Threads that wait until that time wake with the first of them.
 */
internal class VirtualClock(private val patienceNanos: Long, private val stuck: (List<String>) -> Unit) :
    Clock, Activity {
    private val lock = ReentrantLock()
    private val changed = lock.newCondition()
    private val timers = TreeSet<Entry>()
    private val waits = LinkedHashMap<Standstill, Entry?>()
    private val moves = ArrayList<Move>()
    private var busy = 0
    private var guests = 0
    private var order = 0L
    private var isClosed = false

    @Volatile private var time = 0L

    /** Whether the time moves by itself when everything waits. */
    @Volatile
    var jumps = false
        set(value) = lock.withLock {
            field = value
            changed.signalAll()
        }

    /** Whether the test is over, and what is left of it only needs to end. */
    @Volatile private var isEnding = false

    private val driver = Thread(null, ::drive, "corral-virtual-time", 0, false).apply { isDaemon = true }

    fun start() = driver.start()

    override fun now(): Long = time

    override fun schedule(at: Long, action: Runnable): Clock.Timer = lock.withLock {
        add(at, action).also { if (busy == 0) changed.signalAll() }
    }

    private fun add(at: Long, action: Runnable): Entry {
        val entry = Entry(at, order++, action)
        if (at != FOREVER) timers.add(entry)
        return entry
    }

    /** A thread that counts has said that it waits, and until when; for another one a timer has to see to it. */
    override fun park(blocker: Any, at: Long) {
        val isTold = lock.withLock { blocker is Standstill && blocker in waits }
        val thread = Thread.currentThread()
        val timer = if (isTold) null else schedule(at) { LockSupport.unpark(thread) }
        try {
            // Looked at again: whoever waits for the lock above may have used up the unpark there. From here it is
            // kept.
            if (blocker !is Standstill || !blocker.canGoOn) LockSupport.park(blocker)
        } finally {
            timer?.cancel()
        }
    }

    override fun begun() = lock.withLock { busy++ }.let {}

    override fun ended() = lock.withLock(::lessBusy)

    override fun waits(wait: Standstill) = lock.withLock {
        val thread = wait.awaitingThread
        // A thread that counts more than once says so more than once.
        if (wait !in waits) {
            waits[wait] = if (wait.until == FOREVER || thread == null) null else add(wait.until) {}
        }
        lessBusy()
    }

    override fun goesOn(wait: Standstill) =
        lock
            .withLock {
                waits.remove(wait)?.let(timers::remove)
                busy++
            }
            .let {}

    private fun lessBusy() {
        check(--busy >= 0) { "more has ended than was begun" }
        if (busy == 0) changed.signalAll()
    }

    /** The calling thread runs code of a test. */
    fun enter() =
        lock
            .withLock {
                guests++
                busy++
            }
            .let {}

    fun leave() = lock.withLock {
        guests--
        lessBusy()
    }

    /** Has the time move to [move]'s target, and [move] told. */
    fun begin(move: Move) = lock.withLock {
        moves.add(move)
        changed.signalAll()
    }

    fun withdraw(move: Move) = lock.withLock { moves.remove(move) }.let {}

    /** Lets the time move by itself, though no code of the test runs any more. */
    fun end() = lock.withLock {
        isEnding = true
        changed.signalAll()
    }

    /** Waits until everything is at rest; for a body that nothing ends, [patienceNanos] at most. */
    fun awaitRest() {
        val move = Move(time)
        begin(move)
        try {
            move.awaitReached(patienceNanos)
        } finally {
            withdraw(move)
        }
    }

    /** What those wait for who idle now. */
    fun idleNow(): List<String> = lock.withLock { waits.keys.filter { it.isIdle }.map(::describe) }

    private fun describe(wait: Standstill) =
        (wait.awaitingThread?.let { "thread '${it.name}'" } ?: "something handed over") +
            " waits for ${wait.awaitedSubject}"

    /** Ends the thread that moves the time, and waits for its end. */
    fun close() {
        lock.withLock {
            isClosed = true
            timers.clear()
            changed.signalAll()
        }
        var isInterrupted = false
        while (driver.isAlive) {
            try {
                driver.join()
            } catch (_: InterruptedException) {
                isInterrupted = true
            }
        }
        if (isInterrupted) Thread.currentThread().interrupt()
    }

    private fun drive() = lock.withLock {
        var isTold = false
        while (!isClosed) {
            if (busy > 0) {
                isTold = false
                changed.await()
            } else if (waits.keys.any { it.canGoOn }) {
                // It says so when it has gone on; an interrupt that it shrugs off it does not say.
                changed.awaitNanos(LOOK_AGAIN_NANOS)
            } else if (moveOn()) {
                isTold = false
            } else if (guests == 0 || isTold) {
                changed.await()
            } else if (changed.awaitNanos(patienceNanos) <= 0 && isStuck()) {
                // Only now: somebody outside, whom nobody counts, may have been about to do something.
                isTold = true
                tell()
            }
        }
    }

    private fun isStuck() = busy == 0 && guests > 0 && !isClosed && moves.isEmpty() && waits.keys.none { it.canGoOn }

    private fun tell() {
        val who = waits.keys.map(::describe)
        unlocked { stuck(who) }
    }

    /** Everything waits: moves the time on; false if there is nothing to move it for. */
    private fun moveOn(): Boolean {
        val next = timers.firstOrNull()
        val move = moves.minByOrNull { it.target }
        when {
            move != null && (next == null || next.at > move.target) -> {
                moves.remove(move)
                setTime(move.target)
                move.reached()
            }
            next != null && (move != null || (jumps && guests > 0) || isEnding) -> fire(next)
            else -> return false
        }
        return true
    }

    /** Whoever waits until [to] or less can go on from here, whatever else is due then. */
    private fun setTime(to: Long) {
        time = maxOf(time, to)
        waits.keys.forEach { if (it.until <= time) LockSupport.unpark(it.awaitingThread) }
    }

    private fun fire(entry: Entry) {
        timers.remove(entry)
        setTime(entry.at)
        unlocked(entry.action::run)
    }

    /** Runs [action], which counts, without the lock. */
    private inline fun unlocked(action: () -> Unit) {
        busy++
        lock.unlock()
        try {
            action()
        } catch (t: Throwable) {
            uncaught(t)
        } finally {
            lock.lock()
            busy--
        }
    }

    private inner class Entry(val at: Long, val order: Long, val action: Runnable) : Clock.Timer, Comparable<Entry> {
        override fun cancel() = lock.withLock { timers.remove(this) }.let {}

        override fun compareTo(other: Entry): Int =
            if (at != other.at) at.compareTo(other.at) else order.compareTo(other.order)
    }

    private companion object {
        val LOOK_AGAIN_NANOS = MILLISECONDS.toNanos(1)
    }
}
