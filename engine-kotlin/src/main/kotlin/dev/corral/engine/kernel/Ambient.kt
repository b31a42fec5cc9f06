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

/** A thread-bound value that follows the work: captured where work is handed over, visible where it runs. */
public interface ContextCarrier {
    /** The value on the calling thread. */
    public fun capture(): Any?

    /** Puts [value] on the calling thread and returns what was there. */
    public fun replace(value: Any?): Any?
}

/** Carries a thread-local. */
public class ThreadLocalCarrier<T>(private val local: ThreadLocal<T>) : ContextCarrier {
    override fun capture(): Any? = local.get()

    @Suppress("UNCHECKED_CAST") // what capture returned
    override fun replace(value: Any?): Any? {
        val outer: Any? = local.get()
        if (value == null) local.remove() else local.set(value as T)
        return outer
    }
}

/** The values of all carriers at the moment of a hand-over. */
internal class ContextSnapshot(
    private val carriers: Array<ContextCarrier>,
    private val values: Array<Any?>,
) {
    /** Puts the captured values on this thread; returns what [restore] needs. */
    fun install(): Array<Any?> {
        val outer = arrayOfNulls<Any?>(carriers.size)
        var installed = 0
        try {
            while (installed < carriers.size) {
                outer[installed] = carriers[installed].replace(values[installed])
                installed++
            }
        } finally {
            // One that throws leaves nothing of the others behind.
            if (installed < carriers.size) while (installed-- > 0) carriers[installed].replace(outer[installed])
        }
        return outer
    }

    fun restore(outer: Array<Any?>) {
        for (i in carriers.indices.reversed()) carriers[i].replace(outer[i])
    }

    /** Runs [body] with the captured values on this thread. */
    inline fun <R> within(body: () -> R): R {
        val outer = install()
        try {
            return body()
        } finally {
            restore(outer)
        }
    }
}

/** Runs [body] as code of this scope: the scope is current and its captured context is on the thread. */
internal inline fun <R> Scope.within(body: () -> R): R {
    val outerContext = installContext()
    val outer = Ambient.enter(this)
    try {
        return body()
    } finally {
        Ambient.leave(this, outer)
        restoreContext(outerContext)
    }
}

internal fun Scope.installContext(): Array<Any?>? = carried?.install()

internal fun Scope.restoreContext(outer: Array<Any?>?) {
    if (outer != null) carried?.restore(outer)
}
