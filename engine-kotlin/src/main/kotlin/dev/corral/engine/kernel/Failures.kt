package dev.corral.engine.kernel

import java.util.Collections
import java.util.IdentityHashMap
import java.util.concurrent.CompletionException
import java.util.concurrent.ExecutionException

/** Removes the layers that futures put around a failure: all of them, and no subclass that a user gave a meaning. */
internal fun unwrap(error: Throwable): Throwable {
    var plain = error
    var layers = 0
    while (plain.javaClass == CompletionException::class.java || plain.javaClass == ExecutionException::class.java) {
        // A cyclic chain of wrappers has no inside; a thousand layers are taken for one.
        plain = plain.cause?.takeIf { ++layers < 1_000 } ?: return plain
    }
    return plain
}

/**
 * The first failure of a scope and, suppressed in it, every later one, each instance once.
 *
 * Goes by identity alone, so an exception with a hostile `equals` or `hashCode` or a cycle of causes breaks nothing.
 */
internal class FailureLog(val first: Throwable) {
    private var seen: MutableSet<Throwable>? = null

    /** False when [later] could not be attached because [first] was made with suppression off. */
    fun attach(later: Throwable): Boolean =
        synchronized(this) {
            val known = seen ?: identitySet().also { seen = it }
            if (!known.add(later)) return true
            val before = first.suppressed.size
            first.addSuppressed(later)
            first.suppressed.size > before
        }

    private fun identitySet(): MutableSet<Throwable> {
        val set = Collections.newSetFromMap(IdentityHashMap<Throwable, Boolean>())
        set.add(first)
        set.addAll(first.suppressed)
        return set
    }
}
