package dev.corral.engine.kernel

/** How many there are in this process, each counted as it was when the count came by; no moment is stopped for it. */
public class Census private constructor() {
    /** Groups that have not ended. */
    @JvmField public var groups: Int = 0

    /** Tasks that have not ended. */
    @JvmField public var tasks: Int = 0

    /** Blocking bodies at work. */
    @JvmField public var blockingRunning: Int = 0

    /** Blocking bodies that wait for a thread. */
    @JvmField public var blockingWaiting: Int = 0

    /** Bodies that were left behind, still running. */
    @JvmField public var abandoned: Int = 0

    private fun add(engine: Engine) {
        val load = engine.blockingLoad()
        blockingRunning += load.running
        blockingWaiting += load.waiting
        abandoned += engine.abandoned.get()
        val open = ArrayDeque<Scope>()
        open.add(engine.root)
        while (true) {
            val scope = open.removeLastOrNull() ?: return
            scope.forEachChild { child ->
                if (!child.hasEnded) {
                    when (child.scopeKind()) {
                        ScopeKind.GROUP -> groups++
                        ScopeKind.TASK -> tasks++
                        else -> {}
                    }
                    if (child.newest != null) open.add(child)
                }
            }
        }
    }

    public companion object {
        @JvmStatic public fun take(): Census = Census().apply { Engines.all().forEach(::add) }
    }
}
