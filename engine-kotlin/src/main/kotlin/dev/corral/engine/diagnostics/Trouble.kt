package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Scope
import java.util.concurrent.atomic.AtomicBoolean

/** Keeps what goes wrong in [whose] code from the tasks that it hears of; logs the first of it. */
internal class Trouble(private val whose: String) {
    private val isTold = AtomicBoolean()

    inline fun keptFrom(scope: Scope, call: () -> Unit) {
        try {
            call()
        } catch (t: Throwable) {
            tell(scope, t)
        }
    }

    /** Whoever writes logs is a stranger too: not here, between two steps of the kernel. */
    fun tell(scope: Scope, error: Throwable) {
        if (!isTold.compareAndSet(false, true)) return
        scope.engine.callbacks.execute {
            System.getLogger("dev.corral")
                .log(System.Logger.Level.WARNING, "$whose failed; it will not be said again", error)
        }
    }
}
