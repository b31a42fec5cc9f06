package dev.corral.engine.testing

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.unnamed
import dev.corral.engine.operationOnThisThread
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * Puts what several threads and tasks do into one order: numbered steps, taken in turn, the first one is 1.
 *
 * ```kotlin
 * val steps = Sequencer()
 * spawn {
 *     lock.withLock {
 *         steps.step(1)
 *         steps.step(4)
 *     }
 * }
 * val refused = spawn {
 *     steps.step(2)
 *     lock.tryAcquire().also { steps.step(3) }
 * }
 * ```
 *
 * A step is a point in somebody's code: [step] returns when every step before it was taken, and takes it. So what comes
 * before step 1 in one thread happens before what comes after step 2 in another; what follows step 1 runs beside it. To
 * have something done entirely before the next step, make it the block of its step.
 *
 * Each step is taken once; one whose wait was cancelled may be waited for again. A step that is not reached in time
 * fails whoever waits for it, with what everybody waits for. The time is that of the task that waits: virtual where its
 * engine's is.
 *
 * What came before a step happens-before the return of every later one. Safe for use by many threads, by Java and by
 * Kotlin. Where the order is not known beforehand but to be searched, see [exploreInterleavings].
 *
 * @param name for messages
 * @param limit how long to wait for one step at most
 */
public class Sequencer(name: String? = null, private val limit: Duration = DEFAULT_LIMIT) {
    private val name = name ?: unnamed(this)

    /** The steps that are waited for; also the monitor of [next] and [isTaken]. */
    private val line = WaitLine()

    private var next = 1

    /** Whether somebody is in the midst of [next]. */
    private var isTaken = false

    init {
        require(limit.isPositive()) { "limit: $limit is not positive" }
    }

    /**
     * Waits until every step before number [step] was taken, and takes it. Cancelled, the wait ends and the step was
     * not taken.
     *
     * @throws AssertionError if it was not its turn in time
     * @throws IllegalArgumentException if [step] is less than 1
     * @throws IllegalStateException if the step was taken, or somebody else waits for it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun step(step: Int): Unit = Turn(step, isPoint = true).await()

    /** As [step], and runs [block] before the next one can be taken; also if [block] fails, it then can. */
    public suspend fun <T> step(step: Int, block: suspend () -> T): T {
        Turn(step, isPoint = false).await()
        return try {
            block()
        } finally {
            finish()
        }
    }

    /**
     * As [step], blocking this thread. An interrupt ends the wait, too.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    @Throws(InterruptedException::class)
    public fun stepBlocking(step: Int): Unit = reachBlocking(Turn(step, isPoint = true))

    /** As the other [step] with a block, blocking this thread. */
    @Throws(InterruptedException::class)
    public fun <T> stepBlocking(step: Int, block: () -> T): T {
        reachBlocking(Turn(step, isPoint = false))
        return try {
            block()
        } finally {
            finish()
        }
    }

    /** The step whose turn it is. */
    public fun next(): Int = synchronized(line) { next }

    override fun toString(): String =
        synchronized(line) { "Sequencer[$name, next is $next, waited for are: ${waiting()}]" }

    private fun reachBlocking(turn: Turn): Unit = operationOnThisThread(turn.subject) { turn.await() }

    /** The wait for [step], a point. */
    internal fun reaching(step: Int): Wait<Unit> = Turn(step, isPoint = true)

    /** The time of [waiter] has passed. */
    private fun expire(waiter: Waiter) {
        line.atomically { told ->
            val all = waiting()
            if (line.remove(waiter) && waiter.claim()) {
                val now = if (isTaken) "$next is not over" else "$next was not taken"
                told.refuse(
                    waiter,
                    AssertionError("${waiter.wait.subject}: $now within $limit; waited for are $all"),
                )
            }
        }
    }

    private fun waiting(): String = generateSequence(line.first) { it.behind }.joinToString { it.wait.toString() }

    /** The step that was somebody's is over. */
    private fun finish() {
        line.atomically { told ->
            next++
            isTaken = false
            serve(told)
        }
    }

    /** Takes [turn], if it is its turn. */
    private fun take(turn: Turn): Boolean {
        check(turn.step > next || (turn.step == next && !isTaken)) { "${turn.subject} was taken already" }
        if (turn.step != next) return false
        if (turn.isPoint) next++ else isTaken = true
        return true
    }

    /** Lets go on whose turn it is, one after the other. */
    private fun serve(told: Told) {
        while (!isTaken) {
            val waiter = whoWaitsFor(next) ?: return
            line.remove(waiter)
            if (waiter.claim()) {
                (waiter.wait as Turn).reached()
                told.grant(waiter, Unit)
            }
        }
    }

    private fun whoWaitsFor(step: Int): Waiter? {
        var waiter = line.first
        while (waiter != null && (waiter.wait as Turn).step != step) waiter = waiter.behind
        return waiter
    }

    /** The wait for one step; a point lets the next one be taken at once. */
    private inner class Turn(val step: Int, val isPoint: Boolean) : Wait<Unit>() {
        private var limiting: Clock.Timer? = null

        private val who = Ambient.current()?.let { "'${it.name()}'" } ?: "thread '${Thread.currentThread().name}'"

        init {
            require(step >= 1) { "step: $step is less than 1" }
        }

        override val subject: String
            get() = "step $step of '$name'"

        override fun now(owner: Scope?): Any = line.atomically { told ->
            if (!take(this)) return@atomically LATER
            serve(told)
        }

        override fun enter(waiter: Waiter): Any = line.atomically { told ->
            check(whoWaitsFor(step) == null) { "$subject is waited for already: ${whoWaitsFor(step)?.wait}" }
            if (step == next && !isTaken) {
                if (!waiter.claim()) return@atomically LATER
                take(this)
                serve(told)
            } else {
                check(step > next) { "$subject was taken already" }
                line.add(waiter)
                limit(waiter)
                LATER
            }
        }

        private fun limit(waiter: Waiter) {
            val clock = (waiter.owner?.engine ?: Engine.default).clock
            val late = clock.after(limit.inWholeNanoseconds)
            if (late != FOREVER) limiting = clock.schedule(late) { expire(waiter) }
        }

        /** It is the turn of this one, which was waited for. */
        fun reached() {
            limiting?.cancel()
            take(this)
        }

        override fun leave(waiter: Waiter) {
            synchronized(line) {
                limiting?.cancel()
                line.remove(waiter)
            }
        }

        override fun toString() = "$step by $who"
    }
}
