package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Holder
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Listener
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
import dev.corral.engine.kernel.isInside
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater
import kotlin.time.Duration

private val STATE = AtomicReferenceFieldUpdater.newUpdater(AsyncLock::class.java, Any::class.java, "state")

/**
 * A lock that one task holds at a time, for critical sections that wait.
 *
 * ```kotlin
 * val accounts = AsyncLock("accounts")
 * accounts.withLock { transfer("from", "to") }
 * ```
 *
 * First come, first served. It is held by the task that acquired it, and its permit is the proof: whoever has that may
 * release it. The same task cannot acquire it again, which would wait for itself: see [AsyncReentrantLock]. For many
 * that only read at a time there is [AsyncReadWriteLock]. If the task that holds it ends and does not hand its permit
 * on as its value, those who wait fail, with the name of that task, until the permit is closed. Outside any task nobody
 * is asked who they are.
 *
 * What a holder did happens-before the next acquisition returns. Safe for use by many threads, by Java and by Kotlin.
 *
 * @param name for messages and diagnostics
 */
public class AsyncLock(name: String? = null) {
    private val name = name ?: unnamed(this)

    /** Null: free. A [Hold]: by that, and nobody waits. [line]: by [holder], and somebody may wait. */
    @JvmField @Volatile internal var state: Any? = null

    // Behind the monitor of the line, and of meaning while that is the state.
    internal val line = WaitLine()
    private var holder: Hold? = null

    /** Those that somebody waits for, in whatever task: when the lock is abandoned, nobody can signal. */
    internal val conditions = ArrayList<AsyncCondition>(0)

    /** Whether there are any, as far as those know who acquire it in passing. */
    @Volatile private var isAwaited = false

    /** Whether anybody ever released it without the permit. */
    @Volatile private var isReleased = false

    internal val acquiring: Wait<Permit> = Acquiring()

    /**
     * Waits until the lock is free, or given to the caller by the one before. Cancelled, the caller leaves the line and
     * has acquired nothing; a cancelled caller does not acquire.
     *
     * @throws IllegalStateException if the calling task holds the lock, or if its holder has ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun acquire(): Permit = if (Leaks.isUsed) acquiring.awaitTracked() else acquiring.await()

    /** Acquires the lock if it is free, without waiting; null if it is not. */
    public fun tryAcquire(): Permit? = take(Ambient.current()?.actor())?.tracked()

    /**
     * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
     *
     * @throws IllegalStateException if the calling task holds the lock, or if its holder has ended without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryAcquire(timeout: Duration): Permit? =
        if (Leaks.isUsed) acquiring.awaitTrackedOrNull(timeout) else acquiring.awaitOrNull(timeout)

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
        if (Leaks.isUsed) isReleased = true
        held("release", Ambient.current()).close()
    }

    /** A condition that tasks wait for while they hold this lock, which is free for others meanwhile. */
    public fun newCondition(): AsyncCondition = AsyncCondition(this)

    /** Whether somebody holds it. */
    public val isLocked: Boolean
        get() = state != null

    /** How it stands at this moment. */
    public fun statistics(): LockStatistics = synchronized(line) { standing() }

    private fun standing() = LockStatistics(isLocked, current()?.apply { inherit() }?.owner?.name(), line.size)

    override fun toString(): String = statistics().run { "AsyncLock[$name, ${heldBy()}, $waiting waiting]" }

    /** The permit that [caller], or a task around it, has; [operation] needs it. */
    internal fun held(operation: String, caller: Scope?): Hold =
        synchronized(line) {
            val held = current()
            held?.inherit()
            val owner = held?.owner
            check(held != null) { "$operation: ${acquiring.subject} is free" }
            check(owner == null || caller?.isInside(owner) == true) {
                val asker = caller?.let { "'${it.name()}'" } ?: "the caller, who is no task"
                "$operation: ${acquiring.subject} is ${standing().heldBy()}, not by $asker"
            }
            held
        }

    private fun current(): Hold? {
        val seen = state
        return if (seen === line) holder else seen as Hold?
    }

    private fun take(owner: Scope?): Hold? {
        if (state != null) return null
        val held = Hold(owner)
        if (Diagnosis.isUsed) held.holding = Diagnosis.holding(owner, acquiring)
        if (!STATE.compareAndSet(this, null, held)) return null
        held.holding?.begin()
        if (isAwaited) line.atomically { told -> if (state === held) attend(told) }
        return held
    }

    private inner class Acquiring : Wait<Permit>() {
        override val subject: String
            get() = "lock '$name'"

        override val kind: WaitKind
            get() = WaitKind.LOCK

        override fun now(owner: Scope?): Any {
            take(owner)?.let {
                it.holding?.inOrder()
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
                    free.noteHolder(waiter)
                    attend(told)
                    return@atomically free
                }
                handOver(told)
            } else {
                val held = checkNotNull(holder)
                if (waiter.owner != null) held.refuseRelock(waiter.owner)
                held.refusal()?.let { throw it }
                line.add(waiter)
                attend(told)
            }
            LATER
        }

        override fun leave(waiter: Waiter) {
            line.atomically { told -> if (line.remove(waiter)) attend(told) }
        }

        override val isExclusive: Boolean
            get() = true

        override fun holders(waiter: Waiter): List<Holder>? =
            synchronized(line) { if (waiter.isInLine) current()?.let { listOf(Holder(it, it.owner)) } else null }
    }

    /** Makes [line] the state; or, if the lock was free, acquires it, as [permit], and returns that. */
    private fun holdOff(permit: Hold? = null): Hold? {
        while (true) {
            if (pin()) return null
            val held = permit ?: Hold(null)
            if (STATE.compareAndSet(this, null, held)) return held
        }
    }

    /** Makes [line] the state; false, if the lock is free. */
    private fun pin(): Boolean {
        while (true) {
            val seen = state ?: return false
            if (seen === line) return true
            holder = seen as Hold
            if (STATE.compareAndSet(this, seen, line)) return true
        }
    }

    /** The holder has released it: the next one in line has it, or it is free. */
    private fun handOver(told: Told) {
        val next = line.claimFirst()
        if (next == null) {
            holder = null
            state = null
        } else {
            val held = if (next is Returning) next.permit.apply { away = null } else Hold(next.owner)
            held.noteHolder(next)
            holder = held
            told.grant(next, held)
            attend(told)
        }
    }

    /**
     * With nobody in line, the holder can release it without looking there. Otherwise those in line, or waiting for a
     * condition, learn of it when the holder's task ends.
     */
    internal fun attend(told: Told) {
        isAwaited = !conditions.isEmpty()
        if (!line.isEmpty || isAwaited) {
            // Free, it is whoever comes by that attends to them.
            if (pin()) holder?.watch(told)
        } else if (state === line) {
            holder?.unwatch()
            state = holder
            holder = null
        }
    }

    /** Behind the monitor: gives the lock away, for which [permit] must hold it; [away] answers for that meanwhile. */
    internal fun leaveTo(permit: Hold, away: Away, told: Told) {
        pin()
        check(state === line && holder === permit) {
            "await: ${acquiring.subject} was released before it could be given away"
        }
        permit.unwatch()
        permit.holding?.end()
        permit.away = away
        handOver(told)
    }

    /** Behind the monitor: has [waiter] acquire the lock again, at once or when it is its turn. */
    internal fun comeBack(waiter: Returning, told: Told) {
        if (holdOff(waiter.permit) != null) {
            waiter.permit.away = null
            told.grant(waiter, waiter.permit)
            return attend(told)
        }
        val held = checkNotNull(holder)
        val refusal = held.refusal()
        if (refusal != null) return told.refuse(waiter, refusal)
        line.add(waiter)
        attend(told)
    }

    /** Behind the monitor: [waiter] acquires the lock no more; false if it was not in line for it. */
    internal fun stayAway(waiter: Returning, told: Told): Boolean = line.remove(waiter).also { if (it) attend(told) }

    /** What is done with a permit whose holder is away. */
    internal fun interface Away {
        /** It was closed: nobody comes back. */
        fun closed(told: Told)
    }

    /** One acquisition. */
    internal inner class Hold(owner: Scope?) : OwnedPermit(owner) {
        /** Whom to ask while the lock is not held, because the holder waits for a condition. */
        var away: Away? = null

        override val monitor: Any
            get() = line

        override val subject: String
            get() = acquiring.subject

        override val isOut: Boolean
            get() = current() === this

        override val isAwaited: Boolean
            get() = !line.isEmpty || this@AsyncLock.isAwaited

        override fun close() {
            holding?.end()
            if (STATE.compareAndSet(this@AsyncLock, this, null)) return
            line.atomically { told ->
                if (state === line && holder === this) {
                    unwatch()
                    handOver(told)
                } else if (!STATE.compareAndSet(this@AsyncLock, this, null)) {
                    val asked = away
                    away = null
                    asked?.closed(told)
                }
            }
        }

        fun refuseRelock(by: Scope) {
            inherit()
            check(owner !== by) { "'${by.name()}' holds ${acquiring.subject} already and would wait for itself" }
        }

        /** The task that holds it may release it without the permit, to its end; outside any task, anybody may. */
        override fun dropped(tell: () -> Unit) {
            val holding =
                synchronized(line) {
                    if (!isOut) return
                    inherit()
                    owner
                }
            if (holding == null) {
                if (!isReleased) tell()
            } else if (holding.hasEnded) {
                tell()
            } else {
                holding.listen(Listener { dropped(tell) })
            }
        }

        override fun abandoned(told: Told) {
            line.refuseAll(told, ::abandonment)
            for (condition in conditions) condition.refuseAll(told, ::abandonment)
            conditions.clear()
            attend(told)
        }
    }
}
