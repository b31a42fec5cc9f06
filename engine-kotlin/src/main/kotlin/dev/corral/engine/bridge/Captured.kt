package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.ContextSnapshot
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.nearestLive

/** The task and the context of the thread that attached a callback; the callback runs as their code. */
public class Captured private constructor(private val scope: Scope?, private val context: ContextSnapshot?) {
    /** Puts the captured task and context on this thread; returns what [leave] needs. */
    public fun enter(): Any? {
        val live = scope?.nearestLive()
        val installed = context?.install()
        return Entered(live, Ambient.enter(live), installed)
    }

    /** Undoes [enter]. */
    public fun leave(entered: Any?) {
        val undo = entered as Entered
        undo.context?.let { context?.restore(it) }
        Ambient.leave(undo.inner, undo.outer)
    }

    private class Entered(val inner: Scope?, val outer: Scope?, val context: Array<Any?>?)

    public companion object {
        /** What the calling thread runs for; null if there is nothing to carry. */
        @JvmStatic
        public fun capture(): Captured? {
            val scope = Ambient.current()
            val context = (scope?.engine ?: Engine.default).captureContext()
            return if (scope == null && context == null) null else Captured(scope, context)
        }

        /** What the carriers of [engine] find on the calling thread; null if there are none. */
        internal fun captureContext(engine: Engine): Captured? = engine.captureContext()?.let { Captured(null, it) }
    }
}
