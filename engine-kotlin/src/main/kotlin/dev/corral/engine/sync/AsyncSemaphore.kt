package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Lender
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.SwitchPoint
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.awaitLater
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.unnamed
import java.lang.ref.WeakReference
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater
import kotlin.time.Duration
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

private val FREE = AtomicIntegerFieldUpdater.newUpdater(AsyncSemaphore::class.java, "free")
private val CLOSED = AtomicIntegerFieldUpdater.newUpdater(AsyncSemaphore.Taken::class.java, "closed")

/** In place of the number of free permits: none, and somebody may wait. */
private const val AWAITED = -1

/**
 * A number of permits.
 *
 * ```kotlin
 * val connections = AsyncSemaphore(8)
 * val user = connections.withPermit { users.find(id) }
 * ```
 *
 * First come, first served. Nobody owns a permit but whoever has it; [release] adds one without one, for signalling. To
 * see who holds what, and to change the number, see [CapacityLimiter].
 *
 * What came before a permit was given back, or added, happens-before the return of the acquisition that gets it. Safe
 * for use by many threads, by Java and by Kotlin.
 */
public class AsyncSemaphore private constructor(permits: Int, private val limit: Int, name: String?) {
    /**
     * A semaphore.
     *
     * @param permits how many there are at first; zero for one that starts by waiting for a signal
     * @param name for messages and diagnostics
     * @throws IllegalArgumentException if [permits] is negative
     */
    public constructor(permits: Int, name: String? = null) : this(permits, Int.MAX_VALUE, name)

    init {
        require(permits >= 0) { "permits: $permits is negative" }
    }

    private val name = name ?: unnamed(this)

    /** How many are free while nobody waits, or [AWAITED]. */
    @JvmField @Volatile internal var free: Int = permits

    private val line = WaitLine()

    /** Whether permits come from elsewhere: then not everybody who has one gives it back. */
    @Volatile private var signals = permits == 0

    internal val acquiring: Wait<Permit> = Acquiring()

    /**
     * Waits until there is a permit, and takes it. Cancelled, the caller leaves the line and has taken nothing; a
     * cancelled caller does not take one that is free.
     *
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquire(): Permit {
        if (SwitchPoint.isUsed) SwitchPoint.here()
        if (Leaks.isUsed) return acquiring.awaitTracked()
        currentCoroutineContext().ensureActive()
        return take() ?: acquiring.awaitLater()
    }

    /** Takes a permit if there is one, without waiting; null if there is none. */
    public fun tryAcquire(): Permit? = take()?.tracked()

    /**
     * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquire(timeout: Duration): Permit? =
        if (Leaks.isUsed) acquiring.awaitTrackedOrNull(timeout) else acquiring.awaitOrNull(timeout)

    /**
     * Runs [block] with a permit, acquired as [acquire] does, and gives it back in any case.
     *
     * @throws CancellationException if the caller is cancelled
     */
    public suspend inline fun <T> withPermit(block: () -> T): T = acquire().use { block() }

    /**
     * Adds a permit, which need not have been acquired: a signal for one acquisition.
     *
     * @throws IllegalStateException if a bounded semaphore has all its permits, or any other has 2,147,483,647
     */
    public fun release() {
        if (Leaks.isUsed) signals = true
        add()
    }

    private fun add() {
        while (true) {
            val seen = free
            if (seen == AWAITED) return line.atomically(::releaseToLine)
            check(seen < limit) { "release: ${acquiring.subject} has all its $limit permits" }
            if (FREE.compareAndSet(this, seen, seen + 1)) return
        }
    }

    /** How many permits can be had without waiting. */
    public val available: Int
        get() = maxOf(free, 0)

    /** How it stands at this moment. */
    public fun statistics(): SemaphoreStatistics = synchronized(line) { SemaphoreStatistics(available, line.size) }

    override fun toString(): String = statistics().run { "AsyncSemaphore[$name, $available free, $waiting waiting]" }

    private fun take(): Permit? {
        while (true) {
            val seen = free
            if (seen <= 0) return null
            if (FREE.compareAndSet(this, seen, seen - 1)) return Taken()
        }
    }

    private inner class Acquiring : Wait<Permit>() {
        override val subject: String
            get() = "semaphore '$name'"

        override val kind: WaitKind
            get() = WaitKind.SEMAPHORE

        override fun now(owner: Scope?): Any = take() ?: LATER

        override fun enter(waiter: Waiter): Any = line.atomically { told ->
            if (!holdOff()) {
                line.add(waiter)
                LATER
            } else if (waiter.claim()) {
                Taken()
            } else {
                releaseToLine(told)
                LATER
            }
        }

        override fun leave(waiter: Waiter) {
            synchronized(line) { if (line.remove(waiter)) openFastWay() }
        }
    }

    /** Makes [free] say [AWAITED]; or takes a permit, if there is one, and returns true. */
    private fun holdOff(): Boolean {
        while (true) {
            val seen = free
            if (seen == AWAITED) return false
            if (FREE.compareAndSet(this, seen, seen - 1)) return seen > 0
        }
    }

    private fun releaseToLine(told: Told) {
        if (free != AWAITED) return add()
        val next = line.claimFirst()
        if (next != null) told.grant(next, Taken())
        openFastWay()
        if (next == null) add()
    }

    private fun openFastWay() {
        if (line.isEmpty && free == AWAITED) free = 0
    }

    /** One permit, held. */
    internal inner class Taken : Permit() {
        @JvmField @Volatile internal var closed: Int = 0

        override val subject: String
            get() = acquiring.subject

        override val isOpen: Boolean
            get() = closed == 0

        // Nobody but its holder knows it: it is dropped together with whatever refers to it.
        override fun lender(): Lender = Source(this@AsyncSemaphore)

        override fun close() {
            if (CLOSED.compareAndSet(this, 0, 1)) add()
        }

        override fun toString(): String = "Permit[${acquiring.subject}]"
    }

    /** Where a permit is from. */
    private class Source(semaphore: AsyncSemaphore) : Lender {
        private val semaphore = WeakReference(semaphore)

        override val isOut: Boolean
            get() = semaphore.get()?.signals == false

        override fun dropped(tell: () -> Unit) {
            if (isOut) tell()
        }
    }

    public companion object {
        /**
         * A semaphore that never has more than [permits]: a [release] beyond them is refused.
         *
         * @param permits at least 1
         * @param name for messages and diagnostics
         * @throws IllegalArgumentException if [permits] is less than 1
         */
        @JvmStatic
        public fun bounded(permits: Int, name: String? = null): AsyncSemaphore {
            require(permits >= 1) { "permits: $permits is less than 1" }
            return AsyncSemaphore(permits, permits, name)
        }
    }
}

/**
 * How an [AsyncSemaphore] stands.
 *
 * ```kotlin
 * val now = connections.statistics()
 * log.info("${now.available} free, ${now.waiting} wait")
 * ```
 *
 * @property available how many permits can be had without waiting
 * @property waiting how many wait for one
 */
public data class SemaphoreStatistics(val available: Int, val waiting: Int)
