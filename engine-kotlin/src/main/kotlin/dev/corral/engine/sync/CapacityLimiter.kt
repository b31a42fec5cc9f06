package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Holder
import dev.corral.engine.kernel.Holding
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.actor
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.holding
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * A number of permits of which is known who has them, and which can be changed.
 *
 * ```kotlin
 * val connections = CapacityLimiter(8, "connections")
 * val user = connections.withPermit { users.find(id) }
 * ```
 *
 * First come, first served. A permit is lent to the task that acquires it, or to any object on whose behalf that is
 * done, told by its identity; nobody has two, or has one and waits for another. Who needs more borrows on behalf of as
 * many objects. Outside any task a permit is lent to nobody, as often as it is asked for. It stays lent to that
 * borrower, also when its task has ended, until it is closed. Where it does not matter who has what, an
 * [AsyncSemaphore] does.
 *
 * What came before a permit was given back happens-before the return of the acquisition that gets it. Safe for use by
 * many threads, by Java and by Kotlin.
 *
 * @param total how many permits there are, at least 1
 * @param name for messages and diagnostics
 * @throws IllegalArgumentException if [total] is less than 1
 */
public class CapacityLimiter(total: Int, name: String? = null) {
    private val name = name ?: unnamed(this)

    // Behind the monitor of the line: somebody is in that only while nothing can be lent.
    private val line = WaitLine()
    private var limit = checked(total)
    private var isResized = false
    private val loans = LinkedHashMap<Key, Loan>()
    private val waiting = HashMap<Key, Waiter>()

    internal val acquiring: Wait<Permit> = Borrowing(null)

    internal fun acquiring(borrower: Any): Wait<Permit> = Borrowing(borrower)

    /**
     * Waits until a permit can be lent to the calling task, and takes it. Cancelled, the caller leaves the line and has
     * taken nothing; a cancelled caller does not take one that is free.
     *
     * @throws IllegalStateException if the calling task has a permit, or waits for one
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquire(): Permit = if (Leaks.isUsed) acquiring.awaitTracked() else acquiring.await()

    /**
     * Takes a permit for the calling task if there is one, without waiting; null if there is none.
     *
     * @throws IllegalStateException if the calling task has a permit, or waits for one
     */
    public fun tryAcquire(): Permit? = (acquiring.now(Ambient.current()?.actor()) as? Permit)?.tracked()

    /**
     * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws IllegalStateException if the calling task has a permit, or waits for one
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquire(timeout: Duration): Permit? =
        if (Leaks.isUsed) acquiring.awaitTrackedOrNull(timeout) else acquiring.awaitOrNull(timeout)

    /**
     * Runs [block] with a permit, acquired as [acquire] does, and gives it back in any case.
     *
     * @throws IllegalStateException if the calling task has a permit, or waits for one
     * @throws CancellationException if the caller is cancelled
     */
    public suspend inline fun <T> withPermit(block: () -> T): T = acquire().use { block() }

    /**
     * As [acquire], for [borrower] in place of the calling task.
     *
     * @throws IllegalStateException if [borrower] has a permit, or waits for one
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquireOnBehalfOf(borrower: Any): Permit =
        acquiring(borrower).let { if (Leaks.isUsed) it.awaitTracked() else it.await() }

    /**
     * As [tryAcquire], for [borrower] in place of the calling task.
     *
     * @throws IllegalStateException if [borrower] has a permit, or waits for one
     */
    public fun tryAcquireOnBehalfOf(borrower: Any): Permit? =
        (acquiring(borrower).now(Ambient.current()?.actor()) as? Permit)?.tracked()

    /**
     * As [acquireOnBehalfOf], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws IllegalStateException if [borrower] has a permit, or waits for one
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquireOnBehalfOf(borrower: Any, timeout: Duration): Permit? =
        acquiring(borrower).let {
            if (Leaks.isUsed) it.awaitTrackedOrNull(timeout) else it.awaitOrNull(timeout)
        }

    /**
     * Gives back the permit that was acquired on behalf of [borrower].
     *
     * @throws IllegalStateException if [borrower] has none
     */
    public fun releaseOnBehalfOf(borrower: Any) {
        val had = line.atomically { told -> loans.remove(Key(borrower))?.also { serve(told) } }
        had?.holding?.end()
        check(had != null) { "'${named(borrower)}' has no permit of $this" }
    }

    /**
     * How many permits there are, at least 1. With more of them, those who wait are served at once; with fewer, nothing
     * is taken away, and nothing lent until fewer than that are out.
     */
    public var total: Int
        get() = synchronized(line) { limit }
        set(total) {
            checked(total)
            line.atomically { told ->
                limit = total
                isResized = true
                serve(told)
            }
        }

    /** How many permits are lent: more than [total] if that was lowered. */
    public val borrowed: Int
        get() = synchronized(line) { loans.size }

    /** How many permits can be had without waiting. */
    public val available: Int
        get() = synchronized(line) { maxOf(limit - loans.size, 0) }

    /** Who has a permit, those who have had it longest first. */
    public fun borrowers(): List<Borrower> = synchronized(line) { loans.values.toList() }.map { it.borrower() }

    /** How it stands at this moment. */
    public fun statistics(): CapacityStatistics =
        synchronized(line) { CapacityStatistics(limit, loans.size, line.size) }

    override fun toString(): String =
        statistics().run { "CapacityLimiter[$name, $borrowed of $total, $waiting waiting]" }

    private fun checked(total: Int): Int = total.also { require(it >= 1) { "total: $it is less than 1" } }

    private fun lend(borrower: Any?, waiter: Waiter): Loan =
        lend(borrower, waiter.owner, waiter.asker).also { if (Diagnosis.isUsed) it.holding = waiter.holding()?.begin() }

    private fun lend(borrower: Any?, owner: Scope?, asker: Scope?): Loan =
        Loan(borrower, owner, asker).also { loans[it.key] = it }

    /** Something came back, or the total changed. */
    private fun serve(told: Told) {
        while (loans.size < limit) {
            val next = line.claimFirst() ?: return
            val wait = next.wait as Borrowing
            wait.key(next.owner)?.let(waiting::remove)
            told.grant(next, lend(wait.borrower, next))
        }
    }

    /** Waits for a permit for [borrower]; for the task that waits, if that is null. */
    private inner class Borrowing(val borrower: Any?) : Wait<Permit>() {
        override val subject: String
            get() = "limiter '$name'"

        override val kind: WaitKind
            get() = WaitKind.LIMITER

        fun key(owner: Scope?): Key? = (borrower ?: owner)?.let(::Key)

        override fun now(owner: Scope?): Any {
            val key = key(owner)
            val holding = if (Diagnosis.isUsed) Diagnosis.holding(owner, this) else null
            val taken =
                synchronized(line) {
                    when {
                        isKnown(key) -> null
                        loans.size < limit -> lend(borrower, owner, owner).also { it.holding = holding?.begin() }
                        else -> LATER
                    }
                }
            return taken ?: throw twice(owner)
        }

        override fun refuse(asker: Scope) {
            if (synchronized(line) { isKnown(key(asker)) }) throw twice(asker)
        }

        override fun enter(waiter: Waiter): Any {
            val key = key(waiter.owner)
            val entered = line.atomically {
                if (isKnown(key)) {
                    null
                } else if (loans.size < limit) {
                    if (waiter.claim()) lend(borrower, waiter) else LATER
                } else {
                    line.add(waiter)
                    if (key != null) waiting[key] = waiter
                    LATER
                }
            }
            return entered ?: throw twice(waiter.asker)
        }

        override fun leave(waiter: Waiter) {
            val key = key(waiter.owner)
            synchronized(line) {
                line.remove(waiter)
                if (key != null) waiting.remove(key, waiter)
            }
        }

        /** Not known if any object may give back what is lent to it, or somebody may change the total, as before. */
        override fun holders(waiter: Waiter): List<Holder>? =
            synchronized(line) {
                if (!waiter.isInLine || isResized || loans.values.any { it.isOnBehalf }) return null
                loans.values.map { Holder(it, it.owner) }
            }

        private fun isKnown(key: Key?) = key != null && (key in loans || key in waiting)

        /** Made outside of the monitor: a borrower's own words are in it. */
        private fun twice(asker: Scope?): IllegalStateException {
            val who = if (borrower == null) asker?.name() else named(borrower)
            return IllegalStateException("'$who' has a permit of $subject, or waits for one, already")
        }
    }

    /** One permit, lent. */
    private inner class Loan(private val lentTo: Any?, val owner: Scope?, private val asker: Scope?) : Permit() {
        val key = Key(lentTo ?: owner ?: this)
        private val clock = (owner?.engine ?: Engine.default).clock
        private val since = clock.now()

        /** Where it was acquired, if there is a diagnosis. */
        var holding: Holding? = null

        val isOnBehalf: Boolean
            get() = lentTo != null

        override val subject: String
            get() = acquiring.subject

        override val isOpen: Boolean
            get() = synchronized(line) { loans[key] === this }

        /** What is lent to an object is given back by whoever has that, and may not have this. */
        override fun dropped(tell: () -> Unit) {
            if (!isOnBehalf) super.dropped(tell)
        }

        fun borrower(): Borrower {
            val name = if (lentTo == null) asker?.name() ?: "no task" else named(lentTo)
            return Borrower(name, lentTo, (clock.now() - since).nanoseconds)
        }

        override fun close() {
            holding?.end()
            line.atomically { told -> if (loans.remove(key, this)) serve(told) }
        }

        override fun toString(): String = "Permit[${acquiring.subject}]"
    }

    /** A borrower, which may take anything to be its equal. */
    private class Key(private val borrower: Any) {
        override fun equals(other: Any?): Boolean = other is Key && other.borrower === borrower

        override fun hashCode(): Int = System.identityHashCode(borrower)
    }
}

/**
 * Who has a permit of a [CapacityLimiter].
 *
 * ```kotlin
 * for (borrower in connections.borrowers())
 *     log.info("${borrower.name} has had one for ${borrower.heldFor.inWholeMinutes} minutes")
 * ```
 *
 * @property name of the task, or what the object says of itself; "no task" for who is neither
 * @property subject the object on whose behalf it was acquired; null if that was a task, or nobody
 * @property heldFor for how long
 */
public class Borrower
internal constructor(
    public val name: String,
    public val subject: Any?,
    public val heldFor: Duration,
) {
    override fun toString(): String = "$name for $heldFor"
}

/**
 * How a [CapacityLimiter] stands.
 *
 * ```kotlin
 * val now = connections.statistics()
 * log.info("${now.borrowed} of ${now.total} lent, ${now.waiting} wait")
 * ```
 *
 * @property total how many permits there are
 * @property borrowed how many of them are lent; more than there are, if the total was lowered
 * @property waiting how many wait for one
 */
public data class CapacityStatistics(val total: Int, val borrowed: Int, val waiting: Int)

/** What [thing], which may be hostile, says of itself. */
private fun named(thing: Any): String =
    try {
        val said: String? = thing.toString()
        said ?: unnamed(thing)
    } catch (_: Throwable) {
        unnamed(thing)
    }
