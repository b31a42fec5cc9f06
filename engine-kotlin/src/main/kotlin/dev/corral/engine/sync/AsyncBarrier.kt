package dev.corral.engine.sync

import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.BrokenBarrierException
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * A point that a number of parties wait at until all of them have come; then it is there for the next round.
 *
 * ```kotlin
 * val step = AsyncBarrier(workers)
 * repeat(workers) {
 *     spawn {
 *         for (slice in slices) {
 *             compute(slice)
 *             step.await()
 *         }
 *     }
 * }
 * ```
 *
 * A party that is cancelled, or whose time passes, leaves, and the others wait for another one in its place: unlike
 * with the JDK's `CyclicBarrier`, nothing is broken. [abort] breaks it, for everybody, until [reset]. To wait for what
 * happens once, see [AsyncEvent].
 *
 * What each party did before [await] happens-before what any of them does after it. Safe for use by many threads, by
 * Java and by Kotlin.
 *
 * @property parties how many have to come; at least 1
 * @param name for messages and diagnostics
 * @throws IllegalArgumentException if [parties] is less than 1
 */
public class AsyncBarrier(public val parties: Int, name: String? = null) {
    init {
        require(parties >= 1) { "parties: $parties is less than 1" }
    }

    private val name = name ?: unnamed(this)

    // Behind the monitor of the line.
    private val line = WaitLine()
    private var broken = false

    /**
     * Waits until all parties have come, and returns in which place this one came: 0 for the first of those that wait,
     * `parties - 1` for the last, which does not wait. Cancelled, it leaves, and has not come; a cancelled caller does
     * not come. If the last one came first, a cancelled one returns.
     *
     * @throws BrokenBarrierException if the barrier is aborted, or is aborted or reset meanwhile
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await(): Int = arriving().await()

    /**
     * As [await], for [timeout] at most: then it leaves, and returns null. Zero or less does not wait: null unless this
     * is the last party.
     *
     * @throws BrokenBarrierException if the barrier is aborted, or is aborted or reset meanwhile
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await(timeout: Duration): Int? = arriving().awaitOrNull(timeout)

    /** Breaks the barrier: those who wait fail, and so does whoever comes, until [reset]. Broken, it stays so. */
    public fun abort() {
        line.atomically { told ->
            broken = true
            line.refuseAll(told) { BrokenBarrierException("$subject was aborted") }
        }
    }

    /** Begins a new round: those who wait fail, and the barrier is not broken, whether it was or not. */
    public fun reset() {
        line.atomically { told ->
            broken = false
            line.refuseAll(told) { BrokenBarrierException("$subject was reset") }
        }
    }

    /** Whether it was aborted, and not reset since. */
    public val isBroken: Boolean
        get() = synchronized(line) { broken }

    /** How many have come and wait for the others. */
    public val waiting: Int
        get() = synchronized(line) { line.size }

    /** How it stands at this moment. */
    public fun statistics(): BarrierStatistics = synchronized(line) { BarrierStatistics(parties, line.size, broken) }

    override fun toString(): String =
        statistics().run {
            "AsyncBarrier[$name, $waiting of $parties waiting${if (isBroken) ", broken" else ""}]"
        }

    private val subject: String
        get() = "barrier '$name'"

    /** The wait of one party. */
    internal fun arriving(): Wait<Int> = Arriving()

    /** Whether nobody is missing but the one that comes now. */
    private fun isLast(): Boolean = line.size == parties - 1

    /** Lets everybody in line pass; returns the place of the last one, who is not in it. */
    private fun passAll(told: Told): Int {
        var place = 0
        while (true) {
            val waiter = line.first ?: return place
            line.remove(waiter)
            (waiter.wait as Arriving).place = place
            // One that cannot be claimed is being cancelled, but has not left: it finds that it is too late.
            if (waiter.claim()) told.grant(waiter, place)
            place++
        }
    }

    private inner class Arriving : Wait<Int>() {
        /** In which place it came, once all have; behind the monitor. */
        var place = -1
        private var hasLeft = false

        override val subject: String
            get() = this@AsyncBarrier.subject

        override val kind: WaitKind
            get() = WaitKind.BARRIER

        override fun now(owner: Scope?): Any = line.atomically { told ->
            if (!broken && isLast()) passAll(told) else LATER
        }

        override fun enter(waiter: Waiter): Any = line.atomically { told ->
            if (broken) throw BrokenBarrierException("$subject was aborted")
            if (hasLeft) return@atomically LATER
            if (isLast()) {
                if (waiter.claim()) return@atomically passAll(told)
            } else {
                line.add(waiter)
            }
            LATER
        }

        override fun leave(waiter: Waiter) {
            synchronized(line) { line.remove(waiter) }
        }

        override fun leave(waiter: Waiter, outcome: Any): Boolean = line.atomically { told ->
            hasLeft = true
            line.remove(waiter)
            if (place >= 0) told.grant(waiter, place)
            place < 0
        }
    }
}

/**
 * How an [AsyncBarrier] stands.
 *
 * ```kotlin
 * val now = step.statistics()
 * log.info("${now.waiting} of ${now.parties} have come")
 * ```
 *
 * @property parties how many have to come
 * @property waiting how many have come
 * @property isBroken whether it was aborted
 */
public data class BarrierStatistics(val parties: Int, val waiting: Int, val isBroken: Boolean)
