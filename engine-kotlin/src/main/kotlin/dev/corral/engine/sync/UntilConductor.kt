package dev.corral.engine.sync

import dev.corral.engine.kernel.CANCELLED
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Probes
import dev.corral.engine.kernel.Refusal
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.armDeadline
import dev.corral.engine.kernel.followed
import dev.corral.engine.kernel.within
import java.util.function.BooleanSupplier

/**
 * Waits for [condition] as long as [predicate] is false; has no parts. The predicate is code of [scope]: it runs where
 * that begins, and after each wait on a worker, with the lock held.
 */
internal class UntilConductor(
    scope: Scope,
    private val condition: AsyncCondition,
    private val predicate: BooleanSupplier,
) : Conductor(scope) {
    override fun begin() = look()

    private fun look() {
        try {
            if (scope.within { predicate.asBoolean }) return scope.succeed(null)
            scope.armDeadline()
            Turn(scope.within { condition.awaiting() }).begin()
        } catch (t: Throwable) {
            scope.fail(t)
        }
    }

    /** One wait. */
    private inner class Turn(wait: Wait<Unit>) : Waiter(wait, scope) {
        fun begin() {
            // Engaged before anybody can signal it. Cancelled before that, it does not let go of the lock.
            this@UntilConductor.scope.engage(this)
            if (Probes.isUsed) this@UntilConductor.scope.followed { it.waits(this) }
            val got = wait.enter(this)
            check(got === LATER)
        }

        override fun claim(): Boolean = this@UntilConductor.scope.release(this)

        override fun tell(outcome: Any?) {
            val scope = this@UntilConductor.scope
            if (Probes.isUsed) scope.followed { it.resumed(this) }
            when {
                outcome is Refusal -> scope.fail(outcome.error)
                outcome === CANCELLED -> scope.stopped()
                else -> scope.engine.workers.execute(::look)
            }
        }

        override fun cancelled(scope: Scope) {
            if (wait.leave(this, CANCELLED)) scope.stopped()
        }
    }
}
