package dev.corral.engine.kernel

/**
 * Waits for a permit, runs its one part with it, gives it back when that has ended, and ends as it did.
 *
 * The permit belongs to [scope], and the part runs in its flow: what the part does, the holder does.
 */
public class HoldConductor
internal constructor(scope: Scope, private val parts: Parts, wait: Wait<AutoCloseable>, asker: Scope?) :
    Conductor(scope) {
    private val waiter = PermitWaiter(wait, asker)
    private var permit: AutoCloseable? = null
    private var part: Scope? = null

    override fun begin() {
        // Engaged before anybody can serve it; so it may have been cancelled before it was in the line.
        scope.engage(waiter)
        val standing = if (Diagnosis.isUsed) StandingInLine.of(scope, waiter) else null
        if (Probes.isUsed) scope.followed { it.waits(waiter) }
        val got = waiter.enter()
        if (Probes.isUsed && got === LATER) scope.followed { it.queued(waiter) }
        if (got !== LATER) hold(got, here = true) else if (scope.isCancelled) waiter.leave()
        if (got === LATER) standing?.examine()
    }

    override val restsOnParts: Boolean
        get() = true

    private fun hold(granted: Any?, here: Boolean) {
        if (Diagnosis.isUsed) Diagnosis.of(scope)?.standingOf(scope)?.end()
        if (Probes.isUsed) scope.followed { it.resumed(waiter) }
        permit = granted as AutoCloseable
        parts.start(this, 0, INLINE, here)
    }

    override fun ended(index: Int, part: Scope) {
        this.part = part
        permit?.close()
        endAs(part)
    }

    override val disposes: Boolean
        get() = part?.disposes == true

    override fun discard() {
        part?.discardHere()
    }

    private inner class PermitWaiter(wait: Wait<AutoCloseable>, override val asker: Scope?) : Waiter(wait, scope) {
        fun enter(): Any = wait.enter(this)

        fun leave() = wait.leave(this)

        override fun claim(): Boolean = this@HoldConductor.scope.release(this)

        override fun tell(outcome: Any?) {
            if (outcome is Refusal) this@HoldConductor.scope.fail(outcome.error) else hold(outcome, here = false)
        }

        override fun cancelled(scope: Scope) {
            leave()
            scope.stopped()
        }
    }
}
