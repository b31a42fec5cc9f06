package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Bound
import dev.corral.engine.kernel.ContextSnapshot
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.nearestLive
import dev.corral.engine.kernel.within
import java.util.function.Supplier

/** The task and the context of the thread that attached a callback; the callback runs as their code. */
public class Captured private constructor(private val scope: Scope?, private val context: ContextSnapshot?) {
    /** Runs [body] as code of the captured task, in the captured context. */
    public fun run(body: Runnable) {
        within { body.run() }
    }

    /** As [run], for a result. */
    public fun <R> call(body: Supplier<R>): R = within { body.get() }

    private inline fun <R> within(crossinline body: () -> R): R = context.within {
        val live = scope?.nearestLive()
        val outer = Ambient.enter(live)
        try {
            body()
        } finally {
            Ambient.leave(live, outer)
        }
    }

    public companion object {
        /** What the calling thread runs for; null if there is nothing to carry. */
        @JvmStatic
        public fun capture(): Captured? {
            val scope = Ambient.current()
            val context = (scope?.engine ?: Engine.default).carriers.capture()
            // Nothing is something where others have bound what is not to be seen.
            return if (scope == null && context == null && !Bound.isUsed) null else Captured(scope, context)
        }
    }
}
