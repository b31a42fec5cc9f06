package dev.corral.engine.kernel

private val CURRENT = ThreadLocal<Scope?>()

/** The scope whose code the calling thread runs: what an operation begun here is a child of. */
internal object Ambient {
    /** The current scope; null on a thread that runs no task. */
    @JvmStatic fun current(): Scope? = CURRENT.get()

    /** The scope that an operation begun on this thread is a child of. */
    @JvmStatic fun parent(): Scope = parentOf(current())

    fun parentOf(current: Scope?): Scope {
        val parent = current?.nearestLive() ?: Engine.default.root
        check(parent.parent != null || !parent.isStopping) { "Corral was shut down" }
        return parent
    }

    /** Makes [scope] current on this thread; returns what [leave] needs. */
    @JvmStatic
    fun enter(scope: Scope?): Scope? {
        val outer = CURRENT.get()
        if (outer !== scope) CURRENT.set(scope)
        return outer
    }

    /** Makes [outer], which [enter] returned, current again in place of [inner]. */
    @JvmStatic
    fun leave(inner: Scope?, outer: Scope?) {
        if (inner !== outer) CURRENT.set(outer)
    }
}

/**
 * Runs [body] as code of this scope: the scope is current and its captured context is on the thread. [body] may be
 * called from inside of a function of a user's; it must be called here and now. A context that cannot be taken off
 * again fails the scope; the value of [body], which is lost with that, is disposed of like any other.
 */
internal inline fun <R> Scope.within(crossinline body: () -> R): R =
    carried.within(spoiled = { raise(it) }) {
        val outer = Ambient.enter(this)
        try {
            body()
        } finally {
            Ambient.leave(this, outer)
        }
    }
