package dev.corral.engine.kernel

/**
 * To whom the value of a scope goes: to whoever waits for it, or, if nobody will receive it, to a disposer, or, if it
 * is a permit, back to where that is from.
 */
public abstract class Delivery internal constructor(parent: Scope?, bits: Int) : Ending(parent, bits) {
    /** Disposes of a value that nobody will receive; runs on a callback thread. */
    @Throws(Exception::class) protected open fun undelivered(value: Any?) {}

    /** Whether [undelivered] does anything. */
    public open val disposes: Boolean
        get() = false

    /**
     * Whether [value] is, or carries, a permit: one that nobody will receive is released, with or without a disposer.
     */
    protected open fun isPermit(value: Any?): Boolean = false

    /** Whether the value that this scope ended with is, or carries, [permit]. */
    internal fun handsOn(permit: Any): Boolean = hasValue && carries(value, permit)

    protected open fun carries(value: Any?, permit: Any): Boolean =
        value === permit ||
            (value is PermitHandle && value.granted === permit) ||
            (value is List<*> && value.javaClass.module === Any::class.java.module && lists(value, permit))

    /** Whether [permit] is in a list of the JDK's own, such as a gathering ends with; also if that cannot be told. */
    private fun lists(list: List<*>, permit: Any): Boolean =
        try {
            list.any { it !is List<*> && carries(it, permit) }
        } catch (_: Exception) {
            true // somebody is changing it, or it is a view of somebody else's
        }

    /** As [Scope.discardFor], here, for a value that was part of the one that a scope around this one ended with. */
    internal fun discardHere() {
        if (hasValue && disposes) undelivered(value)
    }
}
