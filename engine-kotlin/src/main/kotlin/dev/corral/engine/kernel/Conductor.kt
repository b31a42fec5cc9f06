package dev.corral.engine.kernel

import java.util.concurrent.Executor

/**
 * What a scope does whose body is a decision: it starts other scopes, its parts, and makes its outcome of theirs.
 *
 * A conductor is told of each part that ends, on whatever thread ended it, and answers at once: it starts another part,
 * or ends the body of [scope]. It never calls a user's code, and a part that it starts in answer begins on a thread of
 * its own kind, so one part's body never stands in the way of another one's end. Parts that have not ended when the
 * body does are cancelled if they are daemons, and awaited in any case: whatever is decided, nothing is left running.
 *
 * The body has to be ended in every case, also when [scope] was cancelled: its parts are then cancelled too, end, and
 * are told as always.
 */
public abstract class Conductor internal constructor(protected val scope: Scope) {
    /** Starts the first parts: the body of [scope]. */
    public abstract fun begin()

    /** What runs [scope] when its turn comes; null if it begins where it is asked for. */
    public open val place: Executor?
        get() = null

    /** After [begin], or in place of it if [scope] was cancelled before; on the same thread. */
    public open fun handedOver() {}

    /** Whether nothing but the end of a part makes it go on, once it has begun. */
    public open val restsOnParts: Boolean
        get() = false

    /** [part], the one of number [index], has ended. */
    protected open fun ended(index: Int, part: Scope) {}

    /**
     * Tells of the end of [part]: see [ended]. What goes wrong there fails [scope], which would never end otherwise.
     */
    public fun tell(index: Int, part: Scope) {
        try {
            ended(index, part)
        } catch (t: Throwable) {
            scope.raise(t)
            scope.stopped()
        }
    }

    /**
     * [part] ended cancelled, and with that [scope] does. The request that came down to the part may be on its way to
     * [scope]: then it is that one, not a second one of its own.
     */
    protected fun cancelledBy(part: Scope) {
        val cause = part.cancellationCause()
        if (cause != null && scope.isOurs(cause)) scope.cancel(cause) else scope.cancel()
    }

    /** Ends the body of [scope] as [part] ended. */
    internal fun endAs(part: Scope) {
        val failure = part.failure()
        if (failure != null) {
            scope.fail(failure)
        } else if (part.hasValue) {
            scope.succeed(part.value())
        } else {
            cancelledBy(part)
            scope.stopped()
        }
    }

    /**
     * Runs [step], which starts another part in answer to an end; or, if that end came about in the midst of such a
     * step of this conductor on this thread, after that one. A part may end as it is started, when it has expired, or
     * its executor runs it at once: so a hundred thousand of them cost no stack.
     */
    protected fun inTurn(step: () -> Unit) {
        val outer = STEPS.get()
        var around = outer
        while (around != null) {
            if (around.conductor === this) return around.later.addLast(step).let {}
            around = around.outer
        }
        val steps = Steps(this, outer)
        STEPS.set(steps)
        try {
            var next: (() -> Unit)? = step
            while (next != null) {
                next()
                next = steps.later.removeFirstOrNull()
            }
        } finally {
            if (outer == null) STEPS.remove() else STEPS.set(outer)
        }
    }

    /** What [scope] ends with, now that everything has ended, for a body that ended with [value]. */
    public open fun result(value: Any?): Any? = value

    /** What it ends with when its own deadline passed; [UNSETTLED] for the time-out. */
    public open fun expired(): Any? = UNSETTLED

    /** How [scope] ends is certain, and everything in it has ended; nobody has been told. Calls no user's code. */
    public open fun settled() {}

    /** Whether [discard] does anything. */
    public open val disposes: Boolean
        get() = false

    /** The value of [scope] reaches nobody: disposes of what its parts had to give to it. */
    @Throws(Exception::class) public open fun discard() {}
}

/** The steps that a thread is in the midst of, the innermost first. */
private class Steps(val conductor: Conductor, val outer: Steps?) {
    val later = ArrayDeque<() -> Unit>()
}

private val STEPS = ThreadLocal<Steps?>()

/** Has [dispose] dispose of each of [dropped], and then throws what failed. */
internal fun <T> disposeAll(dropped: Iterable<T>, dispose: (T) -> Unit) {
    var failure: Throwable? = null
    for (value in dropped) {
        try {
            dispose(value)
        } catch (t: Throwable) {
            val first = failure
            if (first == null) failure = t else if (first !== t) first.addSuppressed(t)
        }
    }
    failure?.let { throw it }
}

/** How the parts of a [Conductor] are made; the same for a body in Java and one in Kotlin. */
public interface Parts {
    /** How many there are; [ENDLESS] if as many as are asked for. */
    public val count: Int

    /**
     * Makes the part of number [index] with the bits [bits], begun: on this thread if [here] is true and its body may
     * run there, else on another one. It tells [conductor] of its end. If the whole has ended meanwhile, nothing is
     * done: a part that was decided on when the others were about to do without it.
     */
    public fun start(conductor: Conductor, index: Int, bits: Int, here: Boolean)

    /** The failure [error] of [part], the one of number [index], with the part's name in its message. */
    public fun named(index: Int, part: Scope, error: Throwable): Throwable

    public companion object {
        public const val ENDLESS: Int = Int.MAX_VALUE
    }
}
