package dev.corral.engine.kernel

/** Everything that follows the work, as it was at the moment of a hand-over. */
internal class ContextSnapshot(
    private val carriers: Carriers,
    @JvmField val values: Array<Any?>,
    @JvmField val wrapped: Wrapped?,
    @JvmField val bound: Bound?,
) {
    /** This, with [bound] in place of its own. */
    fun with(bound: Bound) = ContextSnapshot(carriers, values, wrapped, bound)

    /** This, with [value] for what [carrier] had, or as the last one of all. */
    fun with(carrier: ThreadCarrier, value: Any): ContextSnapshot {
        val known = carriers.onThread.indexOfFirst { it === carrier }
        if (known < 0) return ContextSnapshot(carriers.and(carrier), values + value, wrapped, bound)
        return ContextSnapshot(carriers, values.copyOf().also { it[known] = value }, wrapped, bound)
    }

    /**
     * Puts the captured values on this thread; returns what [restore] needs, null if nothing. The elements of a Kotlin
     * coroutine come first: what was on the thread, where the work was handed over, may be newer.
     */
    fun install(withElements: Boolean): Array<Any?>? {
        val elements = if (withElements) bound?.threadElements?.size ?: 0 else 0
        val count = elements + values.size
        if (count == 0) return null
        val outer = arrayOfNulls<Any?>(count)
        var installed = 0
        try {
            while (installed < count) {
                outer[installed] =
                    if (installed < elements) updateElement(installed)
                    else carriers.onThread[installed - elements].install(values[installed - elements])
                installed++
            }
        } catch (t: Throwable) {
            // One that throws leaves nothing of the others behind.
            takeOff(outer, installed)?.let { if (it !== t) t.addSuppressed(it) }
            throw t
        }
        return outer
    }

    fun restore(outer: Array<Any?>) {
        takeOff(outer)?.let { throw it }
    }

    /** As [restore]; returns what failed first. */
    fun takeOff(outer: Array<Any?>): Throwable? = takeOff(outer, outer.size)

    /** Takes off the first [installed], the last one first, whatever fails; returns what failed first. */
    private fun takeOff(outer: Array<Any?>, installed: Int): Throwable? {
        val elements = outer.size - values.size
        var failure: Throwable? = null
        for (i in installed - 1 downTo 0) {
            try {
                if (i < elements) restoreElement(i, outer[i]) else carriers.onThread[i - elements].restore(outer[i])
            } catch (t: Throwable) {
                if (failure == null) failure = t
            }
        }
        return failure
    }

    private fun updateElement(index: Int): Any? = bound?.run { threadElements[index].updateThreadContext(elements) }

    private fun restoreElement(index: Int, outer: Any?) {
        bound?.run { threadElements[index].restoreThreadContext(elements, outer) }
    }
}

/** This context and, in it, [key] bound to [value]. */
internal fun ContextSnapshot?.binding(key: Any, value: Any): ContextSnapshot {
    val more = Bound.bind(this?.bound, key, value)
    return this?.with(more) ?: more.alone
}

/** This context and, on each thread that it is on, [value], as [carrier] puts it there. */
internal fun ContextSnapshot?.carrying(carrier: ThreadCarrier, value: Any): ContextSnapshot =
    this?.with(carrier, value) ?: ContextSnapshot(Carriers.NONE.and(carrier), arrayOf(value), null, null)

/**
 * Runs [body] in this context, on this thread; in none, if this is null. What fails when [body] is done, for which it
 * is too late to fail, goes to [spoiled].
 */
internal inline fun <R> ContextSnapshot?.within(
    crossinline spoiled: (Throwable) -> Unit = { throw it },
    crossinline body: () -> R,
): R {
    val wrapped = this?.wrapped
    return if (wrapped == null) onThread(spoiled, body) else wrapped.around({ spoiled(it) }) { onThread(spoiled, body) }
}

/** As [within], without what can only be there for the time of a call. */
internal inline fun <R> ContextSnapshot?.onThread(spoiled: (Throwable) -> Unit, body: () -> R): R {
    val outer = this?.install(true)
    val bound = this?.bound
    val outerBound = Bound.enter(bound)
    try {
        return body()
    } finally {
        Bound.leave(bound, outerBound)
        if (outer != null) this.takeOff(outer)?.let(spoiled)
    }
}
