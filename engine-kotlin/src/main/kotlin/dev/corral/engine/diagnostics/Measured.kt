package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.Following
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.WaitKind

/** Measures one scope; [own] are the meters of its kind, null for one that only waits. */
internal class Measured(private val meters: TaskMeters, private val scope: Scope, private val own: KindMeters?) :
    Following() {
    private val attachedAt = meters.now(scope)
    private var begunAt = 0L
    @Volatile private var hasBegun = false
    @Volatile private var hasExpired = false

    /** Those that go on; behind this object's monitor. Mostly there is one. */
    private var waits: ArrayList<OpenWait>? = null

    private class OpenWait(val awaited: Awaited, val since: Long, val thread: Thread, var isInLine: Boolean = false)

    init {
        own?.live?.increment()
        // What its caller claimed first, and then attached.
        if (scope.hasBegun) begun()
    }

    override fun begun() {
        if (own == null) return
        begunAt = meters.now(scope)
        hasBegun = true
        own.started.increment()
        meters.record(own.pending, begunAt - attachedAt, scope)
    }

    override fun waits(awaited: Awaited) {
        if (awaited.awaitedKind == WaitKind.END && isForWait(awaited)) return
        val wait = OpenWait(awaited, meters.now(scope), Thread.currentThread())
        synchronized(this) { (waits ?: ArrayList<OpenWait>(1).also { waits = it }) += wait }
    }

    /** What waits for a wait waits for what that is for, and that is measured there. */
    private fun isForWait(awaited: Awaited): Boolean =
        awaited.awaitedHolders().singleOrNull()?.scopeKind() == ScopeKind.WAIT

    override fun queued(awaited: Awaited) {
        synchronized(this) { waits?.find { it.awaited === awaited }?.isInLine = true }
    }

    override fun resumed(awaited: Awaited) {
        val over =
            synchronized(this) {
                val open = waits ?: return
                val at = open.indexOfLast { it.awaited === awaited }
                if (at < 0) return
                open.removeAt(at)
            }
        if (!wasAtOnce(over)) over(over)
    }

    /** Got on the thread that asked for it, and without a place in line: there was nothing to wait for. */
    private fun wasAtOnce(wait: OpenWait): Boolean =
        !wait.isInLine && wait.thread === Thread.currentThread() && wait.awaited.awaitedKind != WaitKind.END

    private fun over(wait: OpenWait) {
        meters.hasWaited(wait.awaited.awaitedKind, meters.now(scope) - wait.since, scope)
    }

    override fun expired(error: Throwable) {
        hasExpired = true
    }

    override fun finished() {
        synchronized(this) { waits.also { waits = null } }?.forEach(::over)
        if (own == null) return
        own.live.decrement()
        val lasted = if (hasBegun) meters.now(scope) - begunAt else 0
        meters.record(own.ended(TaskOutcome.of(scope, hasExpired)), lasted, scope)
    }
}
