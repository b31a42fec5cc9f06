package dev.corral.engine.kernel

/**
 * Has a callback thread run [dispose], as code of this scope, which does not end before; what it throws is suppressed
 * in this scope's failure, or told to the handler for unobserved ones.
 */
internal fun Scope.discard(dispose: () -> Unit) {
    val held = hold()
    engine.callbacks.execute {
        try {
            within(dispose)
        } catch (t: Throwable) {
            if (held) suppressOrReport(t) else engine.report(this, t)
        } finally {
            if (held) letGo()
        }
    }
}
