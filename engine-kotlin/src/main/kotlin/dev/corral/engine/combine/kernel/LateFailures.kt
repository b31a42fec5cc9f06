package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Scope

/**
 * The failures of parts beside what [scope] is decided to end with: suppressed in its failure, or told to the handler
 * for unobserved ones. Those that come between the decision and the failure of [scope] wait for it.
 */
internal class LateFailures(private val scope: Scope) {
    private var waiting: ArrayList<Throwable>? = null
    private var isDecided = false

    fun add(failure: Throwable) {
        val waits =
            synchronized(this) {
                if (!isDecided) (waiting ?: ArrayList<Throwable>(1).also { waiting = it }).add(failure)
                !isDecided
            }
        if (!waits) scope.suppressOrReport(failure)
    }

    /** [scope] has its failure now, or never will. */
    fun decided() {
        synchronized(this) {
                isDecided = true
                waiting
            }
            ?.forEach(scope::suppressOrReport)
    }
}
