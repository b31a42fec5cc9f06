package dev.corral.engine.bridge

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.HoldConductor
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeWaiter
import dev.corral.engine.kernel.SwitchPoint
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.actor
import dev.corral.engine.sync.AsyncBarrier
import dev.corral.engine.sync.AsyncCondition
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncReadWriteLock
import dev.corral.engine.sync.AsyncReentrantLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.Borrower
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.sync.ResourceGuard
import dev.corral.engine.sync.UntilConductor
import java.util.function.BooleanSupplier

/** The rooms `sync` and `channel` for the façade: what is waited for in them, granted now or to a scope that waits. */
public object Granting {
    /** Takes what [wait] is for, for the current task; [LATER] if it cannot be had now, or the task is cancelled. */
    @JvmStatic
    public fun now(wait: Wait<*>): Any {
        if (SwitchPoint.isUsed) SwitchPoint.here()
        val current = Ambient.current() ?: return wait.now(null)
        return if (current.isCancelled) LATER else wait.now(current.actor())
    }

    /** What ends [scope], a child of the current task that does nothing else, with what [wait] is for. */
    @JvmStatic
    public fun waiter(scope: Scope, wait: Wait<*>): ScopeWaiter = ScopeWaiter(scope, wait, Ambient.current()?.actor())

    /** Runs its one part with the permit that [wait] is for. */
    @JvmStatic
    public fun hold(scope: Scope, parts: Parts, wait: Wait<Permit>): Conductor {
        val asker = Ambient.current()?.actor()
        if (asker != null && !asker.isCancelled) wait.refuse(asker)
        return HoldConductor(scope, parts, wait, asker)
    }

    // What can be waited for.

    @JvmStatic public fun acquiring(lock: AsyncLock): Wait<Permit> = lock.acquiring

    @JvmStatic public fun acquiring(semaphore: AsyncSemaphore): Wait<Permit> = semaphore.acquiring

    @JvmStatic public fun acquiring(limiter: CapacityLimiter): Wait<Permit> = limiter.acquiring

    @JvmStatic public fun acquiring(limiter: CapacityLimiter, borrower: Any): Wait<Permit> = limiter.acquiring(borrower)

    @JvmStatic public fun acquiring(lock: AsyncReentrantLock): Wait<Permit> = lock.acquiring

    @JvmStatic public fun acquiring(side: AsyncReadWriteLock.Side): Wait<Permit> = side.acquiring

    @JvmStatic public fun waiting(event: AsyncEvent): Wait<Unit> = event.waiting

    @JvmStatic public fun entering(guard: ResourceGuard): Wait<Permit> = guard.entering

    @JvmStatic public fun arriving(barrier: AsyncBarrier): Wait<Int> = barrier.arriving()

    /** For the current task, which has to hold the condition's lock. */
    @JvmStatic public fun awaiting(condition: AsyncCondition): Wait<Unit> = condition.awaiting()

    /** Waits for [condition] in [scope], a child of the current task, as long as [predicate] is false. */
    @JvmStatic
    public fun until(scope: Scope, condition: AsyncCondition, predicate: BooleanSupplier): Conductor =
        UntilConductor(scope, condition, predicate)

    /** Refuses [operation] unless the current task holds the lock of [condition]. */
    @JvmStatic
    public fun checkHeld(condition: AsyncCondition, operation: String) {
        condition.checkHeld(operation, Ambient.current())
    }

    /** How long [borrower] has had its permit, in nanoseconds. */
    @JvmStatic public fun heldFor(borrower: Borrower): Long = borrower.heldFor.inWholeNanoseconds
}
