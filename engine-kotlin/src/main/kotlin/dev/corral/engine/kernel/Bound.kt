package dev.corral.engine.kernel

import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ThreadContextElement

private val BOUND = ThreadLocal<Bound?>()

/**
 * What a thread works under beside its thread-locals: the values of context keys, and the elements of the Kotlin
 * coroutine around it. Immutable; a binding makes a new one.
 *
 * There are few keys at a time, and many more reads than bindings: an array of keys and values in turn is the smallest
 * and the fastest map of that kind.
 */
public class Bound private constructor(private val entries: Array<Any>, internal val elements: CoroutineContext) {
    /** Those of the [elements] that a thread has to be given where no coroutine sees to that. */
    internal val threadElements: Array<ThreadContextElement<Any?>> = threadElementsOf(elements)

    /** What a hand-over captures where there are no carriers: made once, not at each hand-over. */
    internal val alone: ContextSnapshot = ContextSnapshot(Carriers.NONE, NOTHING, null, this)

    private fun indexOf(key: Any): Int {
        for (i in entries.indices step 2) if (entries[i] === key) return i
        return -1
    }

    private operator fun get(key: Any): Any? = indexOf(key).let { if (it < 0) null else entries[it + 1] }

    internal fun plus(key: Any, value: Any): Bound {
        val index = indexOf(key)
        val more = if (index < 0) arrayOf(*entries, key, value) else entries.clone().also { it[index + 1] = value }
        return Bound(more, elements)
    }

    public companion object {
        private val NOTHING = arrayOfNulls<Any?>(0)

        private val EMPTY = Bound(emptyArray(), EmptyCoroutineContext)

        /**
         * Whether anything was ever bound in this process: what everybody asks first, so that whoever binds nothing
         * pays nothing. Written before what is bound can be seen by anybody, so it need not be volatile.
         */
        @JvmField internal var isUsed: Boolean = false

        /** What is bound on the calling thread. */
        internal fun current(): Bound? = if (isUsed) BOUND.get() else null

        /** The value that [key] is bound to on the calling thread; null if it is not. */
        @JvmStatic public fun find(key: Any): Any? = current()?.get(key)

        /** [outer] and, in it, [key] bound to [value]. */
        internal fun bind(outer: Bound?, key: Any, value: Any): Bound {
            isUsed = true
            return (outer ?: EMPTY).plus(key, value)
        }

        /** The bindings of [outer], with [elements] in place of its own. */
        internal fun of(outer: Bound?, elements: CoroutineContext): Bound? {
            val present = outer?.elements ?: EmptyCoroutineContext
            if (present == elements) return outer
            if (outer == null || outer.entries.isEmpty()) {
                if (elements === EmptyCoroutineContext) return null
                isUsed = true
                return Bound(EMPTY.entries, elements)
            }
            return Bound(outer.entries, elements)
        }

        /** Puts [bound] on this thread; returns what [leave] needs. */
        internal fun enter(bound: Bound?): Bound? {
            if (!isUsed) return null
            val outer = BOUND.get()
            if (outer !== bound) BOUND.set(bound)
            return outer
        }

        /** Puts [outer], which [enter] returned, in the place of [inner] again. */
        internal fun leave(inner: Bound?, outer: Bound?) {
            if (inner !== outer) BOUND.set(outer)
        }
    }
}

/**
 * The elements of [context] that mean something beyond the coroutine that it is the context of: not its job, its
 * dispatcher, its scope, nor what kotlinx.coroutines marks it with.
 */
internal fun elementsOf(context: CoroutineContext): CoroutineContext =
    context.fold(EmptyCoroutineContext as CoroutineContext) { found, element ->
        if (element.isOfOneCoroutine()) found else found + element
    }

private fun CoroutineContext.Element.isOfOneCoroutine() =
    this is Job || this is ContinuationInterceptor || this is ScopeElement || javaClass.name in MARKS

private val MARKS = setOf("kotlinx.coroutines.CoroutineId", "kotlinx.coroutines.UndispatchedMarker")

@Suppress("UNCHECKED_CAST") // each is given back the state that it returned
private fun threadElementsOf(elements: CoroutineContext): Array<ThreadContextElement<Any?>> =
    elements
        .fold(emptyList<ThreadContextElement<Any?>>()) { found, element ->
            if (element is ThreadContextElement<*>) found + (element as ThreadContextElement<Any?>) else found
        }
        .toTypedArray()
