package dev.corral.engine.sync

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.CANCELLED
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Refusal
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.currentScope
import java.util.concurrent.CancellationException
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlinx.coroutines.ensureActive

/**
 * Something that the holder of a lock waits for, and that another holder brings about; made by
 * [AsyncLock.newCondition].
 *
 * ```kotlin
 * lock.withLock {
 *     notEmpty.awaitUntil { items.isNotEmpty() }
 *     items.removeFirst()
 * }
 * ```
 *
 * Who waits lets others have the lock meanwhile, and holds it again, by the same permit, when the wait is over, however
 * that ended. Whoever calls any of this has to hold the lock: the calling task, or one around it; outside any task
 * nobody is asked. A signal wakes those who wait in the order in which they came; without anybody who waits it is lost.
 * So wait for what is true, in a loop, as [awaitUntil] does: what was true at the signal may not be any more when the
 * lock is held again.
 *
 * If the permit is closed while its holder waits, the holder does not come back: the wait ends at once, and fails
 * unless it was cancelled. If the task that holds the lock meanwhile ends without releasing it, the wait fails with
 * that.
 *
 * What came before a signal happens-before the return of the wait that it ends. Safe for use by many threads, by Java
 * and by Kotlin.
 */
public class AsyncCondition internal constructor(private val lock: AsyncLock) {
    /** Behind the monitor of the lock. */
    private val line = WaitLine()

    /**
     * Lets others have the lock, waits for a signal, and acquires the lock again. Cancelled, it acquires it all the
     * same, waiting for its turn, and is then cancelled; it has taken no signal, and if a signal came first, it
     * returns. A cancelled caller does not let go of the lock.
     *
     * @throws IllegalStateException if the caller does not hold the lock; if, while it waits, the permit is closed, or
     *   the lock's holder ends without releasing it
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await() {
        awaiting(currentScope()).await()
    }

    /**
     * As [await], for [timeout] at most; then false, when the lock is held again. Zero or less does not let go of it.
     *
     * @throws IllegalStateException as [await] does
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await(timeout: Duration): Boolean = awaiting(currentScope()).awaitOrNull(timeout) != null

    /**
     * Waits until [predicate] is true, as [await] does, as often as necessary; not at all if it is true already.
     * [predicate] runs in the caller, with the lock held, before each wait and after it.
     *
     * @throws IllegalStateException as [await] does
     * @throws CancellationException if the caller is cancelled
     */
    public suspend inline fun awaitUntil(predicate: () -> Boolean) {
        checkHeld()
        while (!predicate()) await()
    }

    @PublishedApi
    internal suspend fun checkHeld() {
        coroutineContext.ensureActive()
        lock.held("awaitUntil", currentScope())
    }

    /**
     * Wakes the one who has waited longest, if there is one. Never waits: that one goes on when the caller, and those
     * in line before it, have released the lock.
     *
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public fun signal() {
        wake("signal", 1)
    }

    /**
     * Wakes the [count] who have waited longest, or all if they are fewer.
     *
     * @throws IllegalArgumentException if [count] is negative
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public fun signal(count: Int) {
        require(count >= 0) { "count: $count is negative" }
        wake("signal", count)
    }

    /**
     * Wakes all who wait.
     *
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public fun signalAll() {
        wake("signalAll", Int.MAX_VALUE)
    }

    /** How it stands at this moment. */
    public fun statistics(): ConditionStatistics = synchronized(lock.line) { ConditionStatistics(line.size) }

    override fun toString(): String = "AsyncCondition[of ${lock.acquiring.subject}, ${statistics().waiting} waiting]"

    /** The wait of one caller, in [caller]. */
    internal fun awaiting(caller: Scope? = Ambient.current()): Wait<Unit> = Awaiting(lock.held("await", caller))

    /** Refuses to wait, or to look at what the lock guards, in [caller], if that does not hold the lock. */
    internal fun checkHeld(operation: String, caller: Scope?) {
        lock.held(operation, caller)
    }

    /** Behind the monitor: ends the waits of those who wait for a signal. */
    internal fun refuseAll(told: Told, error: () -> Throwable) = line.refuseAll(told, error)

    private fun wake(operation: String, count: Int) {
        lock.held(operation, Ambient.current())
        lock.line.atomically { told ->
            var left = count
            while (left-- > 0) (line.claimFirst() ?: break).let { (it.wait as Awaiting).comeBack(it, Unit, told) }
            changed(told)
        }
    }

    /** Behind the monitor: somebody came, or has gone. */
    private fun changed(told: Told) {
        if (line.isEmpty) lock.conditions.remove(this) else if (this !in lock.conditions) lock.conditions.add(this)
        lock.attend(told)
    }

    /**
     * One wait of the holder of [permit]. All of it is behind the lock's monitor: whether a signal, a cancellation or
     * the end of the time comes first, which is whose waiter it is; and from then on the way back to the lock.
     */
    private inner class Awaiting(private val permit: AsyncLock.Hold) : Wait<Unit>(), AsyncLock.Away {
        private var waiter: Waiter? = null
        private var back: Back? = null
        private var isOver = false

        override val subject: String
            get() = "a condition of ${lock.acquiring.subject}"

        override val kind: WaitKind
            get() = WaitKind.CONDITION

        override fun now(owner: Scope?): Any = LATER

        override fun enter(waiter: Waiter): Any =
            lock.line.atomically { told ->
                if (!isOver) {
                    lock.leaveTo(permit, this, told)
                    this.waiter = waiter
                    line.add(waiter)
                    changed(told)
                }
                LATER
            }

        /** All that there is to do was done when it was told to end. */
        override fun leave(waiter: Waiter) {}

        override fun leave(waiter: Waiter, outcome: Any): Boolean =
            lock.line.atomically { told ->
                val ends = isOver || this.waiter == null
                isOver = true
                if (!ends) {
                    line.remove(waiter)
                    comeBack(waiter, outcome, told)
                    changed(told)
                }
                ends
            }

        fun comeBack(waiter: Waiter, outcome: Any, told: Told) {
            isOver = true
            lock.comeBack(Back(waiter, outcome).also { back = it }, told)
        }

        override fun closed(told: Told) {
            val waiter = waiter ?: return
            val returning = back
            if (returning != null) {
                if (lock.stayAway(returning, told)) told.grant(waiter, returning.outcomeIfClosed())
            } else {
                isOver = true
                line.remove(waiter)
                // Otherwise it is being cancelled, and will find that it need not come back.
                if (waiter.claim()) told.grant(waiter, closedMeanwhile())
                changed(told)
            }
        }

        private fun closedMeanwhile() =
            Refusal(IllegalStateException("await: the permit of ${lock.acquiring.subject} was closed meanwhile"))

        /** The waiter on its way back to the lock, with what it then ends with. */
        private inner class Back(private val awaiting: Waiter, private val end: Any) : Returning(lock, permit) {
            fun outcomeIfClosed() = if (end is Refusal || end === CANCELLED) end else closedMeanwhile()

            override fun tell(outcome: Any?) = awaiting.tell(if (outcome is Refusal) outcome else end)
        }
    }
}

/** One who comes back for a lock that [permit] was for. */
internal abstract class Returning(lock: AsyncLock, val permit: AsyncLock.Hold) : Waiter(lock.acquiring, permit.owner) {
    final override fun claim() = true

    final override fun cancelled(scope: Scope) {}
}

/**
 * How an [AsyncCondition] stands.
 *
 * ```kotlin
 * val isAwaited = notEmpty.statistics().waiting > 0
 * ```
 *
 * @property waiting how many wait for a signal
 */
public data class ConditionStatistics(val waiting: Int)
