package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Holder
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
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * A lock that one task holds at a time, and may acquire again while it does.
 *
 * ```kotlin
 * val tree = AsyncReentrantLock("tree")
 *
 * suspend fun insert(): Int = tree.withLock { if (size == 0) grow() else ++size }
 *
 * suspend fun grow(): Int = tree.withLock { ++size } // held already, by the same task
 * ```
 *
 * Each acquisition has a permit of its own; the lock is free when all are closed, in whatever order. A holder goes
 * ahead of those in line, who are served first come, first served. It is the task that holds the lock, whatever thread
 * it runs on: not its children, spawned or begun as operations, which wait like anybody else, so a holder that waits
 * for such a child waits for ever. Outside any task there is nobody to acquire it again: each acquisition waits for the
 * one before.
 *
 * If every task that holds it ends, and none hands its permits on as its value, those who wait fail, with the name of
 * one of them, until the permits are closed. Where no task asks again for what it has, [AsyncLock] is simpler and
 * quicker.
 *
 * What a holder did happens-before the next acquisition returns. Safe for use by many threads, by Java and by Kotlin.
 *
 * @param name for messages and diagnostics
 */
public class AsyncReentrantLock(name: String? = null) {
    private val name = name ?: unnamed(this)

    // Behind the monitor of the line: somebody is in that only while there are holds.
    private val line = WaitLine()
    private val holds = ArrayList<Hold>(1)

    /** Those in line by the task that asks, which may come to hold the lock while it waits for it once more. */
    private val asking = HashMap<Scope, LinkedHashSet<Waiter>>()

    internal val acquiring: Wait<Permit> = Acquiring()

    /**
     * Waits until the lock is free, or given to the caller by the one before; not if the calling task holds it.
     * Cancelled, the caller leaves the line and has acquired nothing; a cancelled caller does not acquire.
     *
     * @throws IllegalStateException if those who hold the lock have ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquire(): Permit = if (Leaks.isUsed) acquiring.awaitTracked() else acquiring.await()

    /** Acquires the lock if it is free or the calling task holds it, without waiting; null otherwise. */
    public fun tryAcquire(): Permit? = (take(Ambient.current()?.actor()) as? Permit)?.tracked()

    /**
     * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws IllegalStateException if those who hold the lock have ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquire(timeout: Duration): Permit? =
        if (Leaks.isUsed) acquiring.awaitTrackedOrNull(timeout) else acquiring.awaitOrNull(timeout)

    /**
     * Runs [block] with the lock acquired, as [acquire] does, and releases it in any case.
     *
     * @throws IllegalStateException if those who hold the lock have ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend inline fun <T> withLock(block: () -> T): T = acquire().use { block() }

    /** Whether somebody holds it. */
    public val isLocked: Boolean
        get() = synchronized(line) { holds.isNotEmpty() }

    /** Whether the calling task holds it. */
    public val isHeldByCurrentTask: Boolean
        get() = holdCount() > 0

    /** How many permits the calling task has: for how often it acquired the lock. */
    public fun holdCount(): Int {
        val caller = Ambient.current()?.actor() ?: return 0
        return line.atomically { told ->
            findHeirs(told)
            countOf(caller)
        }
    }

    /** How it stands at this moment. */
    public fun statistics(): ReentrantLockStatistics =
        synchronized(line) { ReentrantLockStatistics(holds.firstOrNull()?.owner?.name(), holds.size, line.size) }

    override fun toString(): String =
        statistics().run {
            "AsyncReentrantLock[$name, ${owner?.let { "held by '$it', " } ?: ""}$holds holds, $waiting waiting]"
        }

    /** What [holder] acquired, and what the task acquired that, holding the lock, began it. */
    private fun countOf(holder: Scope): Int {
        var count = 0
        var scope: Scope? = holder
        while (scope != null) {
            val own = holds.filter { it.owner === scope }
            count += own.size
            scope = own.firstNotNullOfOrNull { it.within }
        }
        return count
    }

    private fun isHolder(asker: Scope?) = asker != null && holds.any { it.owner === asker }

    /** For a task that got a permit from one that has ended. */
    private fun findHeirs(told: Told) {
        for (i in holds.indices) holds[i].findHeir(told)
    }

    private fun take(owner: Scope?): Any {
        val holding = if (Diagnosis.isUsed) Diagnosis.holding(owner, acquiring) else null
        return line.atomically { told ->
            if (owner != null) findHeirs(told)
            if (holds.isNotEmpty() && !isHolder(owner)) return@atomically LATER
            add(told, owner, owner).also { it.holding = holding?.begin() }
        }
    }

    private fun add(told: Told, waiter: Waiter): Hold =
        add(told, waiter.owner, waiter.asker).also { it.noteHolder(waiter) }

    private fun add(told: Told, owner: Scope?, asker: Scope?): Hold {
        val hold = Hold(owner, asker.takeIf { it !== owner && isHolder(it) })
        holds.add(hold)
        if (!line.isEmpty) hold.watch(told)
        return hold
    }

    /** The last holder has released it: the next one in line has it, or it is free. */
    private fun handOver(told: Told) {
        val next = line.claimFirst() ?: return
        forget(next)
        told.grant(next, add(told, next))
        serveAgain(told, next.owner)
    }

    /** [holder] has it now, and may have asked for it more than once. */
    private fun serveAgain(told: Told, holder: Scope?) {
        val again = asking[holder]?.toList() ?: return
        for (waiter in again) {
            line.remove(waiter)
            forget(waiter)
            if (waiter.claim()) told.grant(waiter, add(told, waiter))
        }
    }

    private fun forget(waiter: Waiter) {
        val asker = waiter.asker ?: return
        val same = asking[asker] ?: return
        same.remove(waiter)
        if (same.isEmpty()) asking.remove(asker)
    }

    private fun watch(told: Told) {
        for (i in holds.indices) holds[i].watch(told)
    }

    /** Fails those in line if nobody is left who could release it. */
    private fun refuseIfAbandoned(told: Told) {
        val last = abandoned() ?: return
        while (true) {
            val waiter = line.claimFirst() ?: return
            forget(waiter)
            told.refuse(waiter, last.abandonment())
        }
    }

    private fun abandoned(): Hold? = holds.firstOrNull()?.takeIf { holds.all { it.abandonedBy != null } }

    private inner class Acquiring : Wait<Permit>() {
        override val subject: String
            get() = "lock '$name'"

        override val kind: WaitKind
            get() = WaitKind.LOCK

        override val isExclusive: Boolean
            get() = true

        override fun now(owner: Scope?): Any = take(owner).also { if (it is Hold) it.holding?.inOrder() }

        override fun enter(waiter: Waiter): Any = line.atomically { told ->
            val asker = waiter.asker
            if (asker != null) findHeirs(told)
            if (holds.isEmpty() || isHolder(asker)) {
                return@atomically if (waiter.claim()) add(told, waiter) else LATER
            }
            abandoned()?.let { throw it.abandonment() }
            line.add(waiter)
            if (asker != null) asking.getOrPut(asker, ::LinkedHashSet).add(waiter)
            watch(told)
            LATER
        }

        override fun leave(waiter: Waiter) {
            synchronized(line) {
                line.remove(waiter)
                forget(waiter)
            }
        }

        // All of them: until the last permit is closed, it is the same holders' turn.
        override fun holders(waiter: Waiter): List<Holder>? =
            synchronized(line) { if (waiter.isInLine) holds.map { it.held() } else null }
    }

    /**
     * One acquisition.
     *
     * @property within the task that, holding the lock, began the operation that [owner] is
     */
    private inner class Hold(owner: Scope?, val within: Scope?) : OwnedPermit(owner) {
        override val monitor: Any
            get() = line

        override val subject: String
            get() = acquiring.subject

        override val isOut: Boolean
            get() = this in holds

        override val isAwaited: Boolean
            get() = !line.isEmpty

        override fun close() {
            holding?.end()
            line.atomically { told ->
                if (holds.remove(this)) {
                    unwatch()
                    if (holds.isEmpty()) handOver(told) else refuseIfAbandoned(told)
                }
            }
        }

        override fun abandoned(told: Told) = refuseIfAbandoned(told)

        override fun inherited(told: Told) = serveAgain(told, owner)
    }
}

/**
 * How an [AsyncReentrantLock] stands.
 *
 * ```kotlin
 * val now = tree.statistics()
 * now.owner?.let { log.info("$it holds it ${now.holds} times") }
 * ```
 *
 * @property owner the name of the task that holds it; null if nobody does, or no task
 * @property holds how many permits are out
 * @property waiting how many wait for it
 */
public data class ReentrantLockStatistics(val owner: String?, val holds: Int, val waiting: Int)
