package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val ENGAGED = AtomicReferenceFieldUpdater.newUpdater(Engaging::class.java, Any::class.java, "engaged")

/** How a cancellation reaches a body that runs: told once, to whatever the body is engaged with. */
public abstract class Engaging internal constructor(parent: Scope?, bits: Int) : Examined(parent, bits) {
    /** What a cancellation has to be told to while the body runs; [Disengaged] once it has been. */
    @JvmField @Volatile internal var engaged: Any? = null

    /** Further ears for a cancellation, such as a thread of the body that waits; see [hook]. */
    @JvmField @Volatile internal var hooks: Hook? = null

    /** Tells a cancellation to what the body was [engage]d with. */
    protected abstract fun disengage(engagement: Any)

    /** From here to the body's end a cancellation is told to [engagement]; at once if there has been one. */
    internal fun engage(engagement: Any) {
        engaged = engagement
        if (cancellation != null) takeEngagement()
    }

    /** Ends what [engage] began; false if a cancellation took the engagement meanwhile. */
    internal fun release(engagement: Any): Boolean = ENGAGED.compareAndSet(this, engagement, null)

    /** Tells the cancellation to what the body is engaged with, unless that was done. */
    internal fun takeEngagement() {
        while (true) {
            val engagement = engaged ?: return
            if (engagement is Disengaged) return
            if (ENGAGED.compareAndSet(this, engagement, Disengaged(engagement))) return disengage(engagement)
        }
    }
}

/** A cancellation was told to [engagement], which the body has not left yet: there for a dump of the tree to show. */
internal class Disengaged(@JvmField val engagement: Any)
