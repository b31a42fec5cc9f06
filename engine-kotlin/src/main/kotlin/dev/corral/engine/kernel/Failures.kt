@file:JvmName("Failures")

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
 * What a future is completed with for [error]: itself, or wrapped already if its text cannot be had. For whoever
 * depends on the future the JDK makes a wrapper that asks for the text, and if that throws the dependent is never done.
 */
public fun forFuture(error: Throwable): Throwable =
    try {
        error.toString()
        error
    } catch (_: Throwable) {
        wrapped(error)
    }

/** [error] as `join` throws it. */
public fun wrapped(error: Throwable): CompletionException =
    try {
        CompletionException(error)
    } catch (_: Throwable) {
        CompletionException(error.javaClass.name, error)
    }

/** Tells this thread's handler of [error], which a handler of the user's threw: there is nobody else to tell. */
internal fun uncaught(error: Throwable) =
    Thread.currentThread().run { uncaughtExceptionHandler.uncaughtException(this, error) }

/** [error] as `get` throws it. */
internal fun wrappedForGet(error: Throwable): ExecutionException =
    try {
        ExecutionException(error)
    } catch (_: Throwable) {
        ExecutionException(error.javaClass.name, error)
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
