package dev.corral.engine.kernel

/** What comes along with a scope from the thread that handed it over. */
public abstract class Carrying internal constructor(parent: Scope?, bits: Int) : Delivery(parent, bits) {
    /** What the thread that handed the work over had bound to it; null if there was nothing, or nobody carries. */
    @JvmField internal var carried: ContextSnapshot? = null

    /** Whether a Kotlin caller's elements are put on the thread with the rest; a coroutine has them in its context. */
    internal open val installsElements: Boolean
        get() = true
}
