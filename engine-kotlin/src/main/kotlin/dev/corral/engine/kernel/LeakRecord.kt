package dev.corral.engine.kernel

import java.lang.ref.WeakReference

/**
 * What is known of something that has to be closed. It refers to that weakly, and to nothing by which that might be
 * reached; so when nobody else can reach it, this is all that is left.
 */
internal open class LeakRecord(
    resource: Any,
    val leaks: Leaks,
    val kind: String,
    private val name: String,
    val site: Site,
    private val lender: Lender,
) : WeakReference<Any>(resource, LeakRecords.queue) {
    private val hash = System.identityHashCode(resource)

    /** Since when it has been open. */
    @Volatile
    var since: Long = leaks.now()
        protected set

    /** Whether its age was told; only whoever looks for what is old asks. */
    @Volatile var isTold: Boolean = false

    /** What it is called. */
    open fun name(): String = name

    /** What nobody has looked at. */
    open val failure: Throwable?
        get() = null

    /** Whether it still has to be closed. */
    open val isOpen: Boolean
        get() = !refersTo(null) && lender.isOut

    /** Nobody can reach it any more: tells, if that is a leak, or when it has become one. */
    open fun dropped() = lender.dropped { leaks.tell(this, Leak.Cause.DROPPED) }

    /** It was closed. */
    fun end() {
        LeakRecords.remove(this)
    }

    // By the identity of what is tracked, which the table asks for while that is there.
    override fun equals(other: Any?): Boolean =
        this === other || (other is LeakRecord && other.hash == hash && get().let { it != null && other.refersTo(it) })

    override fun hashCode(): Int = hash

    fun toLeak(cause: Leak.Cause): Leak = Leak(cause, kind, name(), leaks.now() - since, site.lines(), failure)

    /** Finds the record of [resource] in the table. */
    class Key(private val resource: Any) {
        override fun equals(other: Any?): Boolean = other is LeakRecord && other.refersTo(resource)

        override fun hashCode(): Int = System.identityHashCode(resource)
    }
}

/** Where something is from that has to be given back; may be given back there by other means than by closing it. */
internal interface Lender {
    /** Whether it was not given back. */
    val isOut: Boolean

    /** Nobody can close it any more: calls [tell] when nobody can give it back by other means either. */
    fun dropped(tell: () -> Unit)

    /** Of what is closed or never given back. */
    object None : Lender {
        override val isOut: Boolean
            get() = true

        override fun dropped(tell: () -> Unit) = tell()
    }
}

/** An operation that no task began: open once it has failed, until somebody looks. */
internal class FutureRecord(operation: Scope, leaks: Leaks) :
    LeakRecord(operation, leaks, "future", "", Site.here(), Lender.None) {
    @Volatile private var failed: Failed? = null

    /** [operation] ended with [error]. */
    fun failed(operation: Scope, error: Throwable) {
        since = leaks.now()
        failed = Failed(operation.name(), error)
    }

    override fun name(): String = failed?.name ?: ""

    override val failure: Throwable?
        get() = failed?.error

    override val isOpen: Boolean
        get() = failed != null && super.isOpen

    override fun dropped() {
        if (failed != null) super.dropped()
    }

    private class Failed(val name: String, val error: Throwable)
}
