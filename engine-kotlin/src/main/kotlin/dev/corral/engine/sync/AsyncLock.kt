package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.actor
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.isInside
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater
import kotlin.time.Duration

private val STATE = AtomicReferenceFieldUpdater.newUpdater(AsyncLock::class.java, Any::class.java, "state")

/**
 * A lock that one task holds at a time, for critical sections that wait.
 *
 * ```
 * val accounts = AsyncLock("accounts")
 * accounts.withLock { transfer(from, to) }
 * ```
 *
 * First come, first served. It is held by the task that acquired it, and its permit is the proof: whoever has that may
 * release it. The same task cannot acquire it again, which would wait for itself: see a reentrant one. If the task that
 * holds it ends and does not hand its permit on as its value, those who wait fail, with the name of that task, until
 * the permit is closed. Outside any task nobody is asked who they are.
 *
 * What a holder did happens-before the next acquisition returns. Safe for use by many threads, by Java and by Kotlin.
 */
public class AsyncLock(name: String? = null) {
    private val name = name ?: unnamed(this)

    /** Null: free. A [Held]: by that, and nobody waits. [line]: by [holder], and somebody may wait. */
    @JvmField @Volatile internal var state: Any? = null

    // Behind the monitor of the line, and of meaning while that is the state.
    private val line = WaitLine()
    private var holder: Held? = null

    internal val acquiring: Wait<Permit> = Acquiring()

    /**
     * Waits until the lock is free, or given to the caller by the one before. Cancelled, the caller leaves the line and
     * has acquired nothing; a cancelled caller does not acquire.
     *
     * @throws IllegalStateException if the calling task holds the lock, or if its holder has ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquire(): Permit = acquiring.await()

    /** Acquires the lock if it is free, without waiting; null if it is not. */
    public fun tryAcquire(): Permit? = take(Ambient.current()?.actor())

    /**
     * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws IllegalStateException if the calling task holds the lock, or if its holder has ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquire(timeout: Duration): Permit? = acquiring.awaitOrNull(timeout)

    /**
     * Runs [block] with the lock acquired, as [acquire] does, and releases it in any case.
     *
     * @throws IllegalStateException if the calling task holds the lock, or if its holder has ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend inline fun <T> withLock(block: () -> T): T = acquire().use { block() }

    /**
     * Releases the lock, which the calling task, or one around it, acquired.
     *
     * @throws IllegalStateException if another task holds the lock, or nobody does
     */
    public fun release() {
        held("release").close()
    }

    /** Whether somebody holds it. */
    public val isLocked: Boolean
        get() = state != null

    /** How it stands at this moment. */
    public fun statistics(): LockStatistics =
        synchronized(line) { LockStatistics(isLocked, current()?.owner?.name(), line.size) }

    override fun toString(): String = statistics().run { "AsyncLock[$name, ${heldBy()}, $waiting waiting]" }

    /** The permit that the caller's task has; [operation] needs it. */
    internal fun held(operation: String): Held {
        val held = synchronized(line) { current() }
        val owner = held?.owner
        val caller = Ambient.current()
        check(held != null && (owner == null || caller?.isInside(owner) == true)) {
            "$operation: ${acquiring.subject} is ${statistics().heldBy()}, not by ${caller?.name()?.let { "'$it'" } ?: "the caller, who is no task"}"
        }
        return held
    }

    private fun current(): Held? {
        val seen = state
        return if (seen === line) holder else seen as Held?
    }

    private fun take(owner: Scope?): Permit? {
        if (state != null) return null
        val held = Held(owner)
        return if (STATE.compareAndSet(this, null, held)) held else null
    }

    private inner class Acquiring : Wait<Permit>() {
        override val subject: String
            get() = "lock '$name'"

        override fun now(owner: Scope?): Any {
            take(owner)?.let {
                return it
            }
            if (owner != null) refuse(owner)
            return LATER
        }

        override fun refuse(asker: Scope) {
            synchronized(line) { current()?.refuseRelock(asker) }
        }

        override fun enter(waiter: Waiter): Any = line.atomically { told ->
            val free = holdOff()
            if (free != null) {
                if (waiter.claim()) {
                    free.owner = waiter.owner
                    return@atomically free
                }
                handOver(told)
            } else {
                val held = checkNotNull(holder)
                if (waiter.owner != null) held.refuseRelock(waiter.owner)
                held.refuseIfAbandoned()
                line.add(waiter)
                held.watch(told)
            }
            LATER
        }

        override fun leave(waiter: Waiter) {
            synchronized(line) { if (line.remove(waiter)) openFastWay() }
        }
    }

    /** Makes [line] the state; or, if the lock was free, acquires it and returns that. */
    private fun holdOff(): Held? {
        while (true) {
            val seen = state
            if (seen === line) return null
            if (seen == null) {
                val held = Held(null)
                if (STATE.compareAndSet(this, null, held)) return held
            } else {
                holder = seen as Held
                if (STATE.compareAndSet(this, seen, line)) return null
            }
        }
    }

    /** The holder has released it: the next one in line has it, or it is free. */
    private fun handOver(told: Told) {
        val next = line.claimFirst()
        if (next == null) {
            holder = null
            state = null
        } else {
            val held = Held(next.owner)
            holder = held
            told.grant(next, held)
            openFastWay()
            if (!line.isEmpty) held.watch(told)
        }
    }

    /** With nobody in line, the holder can release it without looking there. */
    private fun openFastWay() {
        if (line.isEmpty && state === line) {
            state = holder
            holder = null
        }
    }

    /** One acquisition. */
    internal inner class Held(owner: Scope?) : OwnedPermit(owner) {
        override val monitor: Any
            get() = line

        override val subject: String
            get() = acquiring.subject

        override val isOut: Boolean
            get() = current() === this

        override val isAwaited: Boolean
            get() = !line.isEmpty

        override fun close() {
            if (STATE.compareAndSet(this@AsyncLock, this, null)) return
            line.atomically { told ->
                if (state === line && holder === this) {
                    unwatch()
                    handOver(told)
                } else {
                    STATE.compareAndSet(this@AsyncLock, this, null)
                }
            }
        }

        override fun abandoned(told: Told) {
            line.refuseAll(told, ::abandonment)
            openFastWay()
        }

        fun refuseRelock(by: Scope) {
            check(owner !== by) { "'${by.name()}' holds ${acquiring.subject} already and would wait for itself" }
        }

        fun refuseIfAbandoned() {
            if (abandonedBy != null) throw abandonment()
        }
    }
}

/**
 * How an [AsyncLock] stands.
 *
 * @property isLocked whether somebody holds it
 * @property owner the name of the task that holds it; null if nobody does, or no task
 * @property waiting how many wait for it
 */
public data class LockStatistics(val isLocked: Boolean, val owner: String?, val waiting: Int) {
    internal fun heldBy(): String = if (!isLocked) "free" else if (owner == null) "held" else "held by '$owner'"
}
