package dev.corral.engine

import dev.corral.engine.kernel.SHIELDED
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.armDeadlines
import dev.corral.engine.kernel.currentScope
import dev.corral.engine.kernel.deadlineAt
import dev.corral.engine.kernel.effectiveDeadline as deadline
import dev.corral.engine.kernel.ownDeadline
import dev.corral.engine.kernel.parentScope
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlinx.coroutines.ensureActive

/** A stretch of work that can be cancelled by itself, and whose deadline can be moved while it runs. */
public class CancelScope internal constructor(private val scope: Scope) {
    /** The scope's own deadline; moved to one that has passed, it cancels the scope now. */
    public var deadline: Deadline
        get() = Deadline.at(scope.ownDeadline())
        set(value) = scope.deadlineAt(value.nanos)

    /** Whether the scope was cancelled: by [cancel], by its deadline, or from around it. */
    public val isCancelCalled: Boolean
        get() = scope.isCancelled

    /** Asks everything in the scope to stop; false if it had been asked, or had ended. */
    public fun cancel(): Boolean = scope.cancel()

    override fun toString(): String = "CancelScope[${scope.name()}, ${scope.state()}]"
}

/**
 * Runs [block] in a scope of its own, whose cancellation and deadline are absorbed here and told as [Settled.Cancelled]
 * and [Settled.TimedOut]. A cancellation from around it goes through, and so does a failure.
 */
public suspend fun <T> cancelScope(block: suspend TaskScope.(CancelScope) -> T): Settled<T> =
    SettlingOperation("cancelScope", Deadline.NONE, parentScope(), block).runSettling()

/**
 * Runs [block], which fails with a [java.util.concurrent.TimeoutException] when it takes longer than [timeout]: it is
 * cancelled then, and its end is waited for. A value that it returns all the same counts. A time-out of zero or less
 * expires at once, and [block] never runs.
 */
public suspend fun <T> failAfter(timeout: Duration, block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "failAfter", timeout = timeout, block = block).runHere()

/** As [failAfter], at a point in time. */
public suspend fun <T> failAt(deadline: Deadline, block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "failAt", deadline = deadline, block = block).runHere()

/**
 * Runs [block] for [timeout] at most: after that it is cancelled, and once it has ended this returns
 * [Settled.TimedOut], unless it returns a value all the same, which counts. A failure of [block] is thrown.
 */
public suspend fun <T> moveOnAfter(timeout: Duration, block: suspend TaskScope.() -> T): Settled<T> =
    moveOnAt(Deadline.after(timeout), block)

/** As [moveOnAfter], at a point in time. */
public suspend fun <T> moveOnAt(deadline: Deadline, block: suspend TaskScope.() -> T): Settled<T> =
    SettlingOperation("moveOnAt", deadline, parentScope()) { block() }.runSettling()

/**
 * Runs [block] neither cancelled nor interrupted from outside. A request that comes meanwhile waits: this returns the
 * value all the same, and the next suspension of the caller throws.
 */
public suspend fun <T> shield(block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "shield", SHIELDED, block = block).runHere()

/** Throws if the calling task is cancelled. */
public suspend fun checkpoint() {
    currentScope()?.armDeadlines()
    coroutineContext.ensureActive()
}

/** The earliest deadline of the calling task and everything around it, up to a shield. */
public suspend fun effectiveDeadline(): Deadline = currentScope()?.let { Deadline.at(it.deadline()) } ?: Deadline.NONE

/** Whether the calling task, or a group around it, was asked to stop. */
public suspend fun isStopping(): Boolean = currentScope()?.isStopping == true

/** The calling task; null outside any task. */
public suspend fun currentTask(): TaskHandle<*>? = currentScope()?.let { TaskHandle<Any?>(it) }

/** An operation that tells a time-out or a cancellation of its own as a value. */
private class SettlingOperation<T>(
    name: String,
    deadline: Deadline,
    parent: Scope,
    private val block: suspend TaskScope.(CancelScope) -> T,
) : Operation<Any?>(parent, name, deadline = deadline, block = { null }) {
    override suspend fun body(): Any? = TaskScope(this).block(CancelScope(this))

    override val settles: Boolean
        get() = true

    override fun settledValue(value: Any?): Any = Settled.Fulfilled(value)

    override fun settledExpiry(): Any = Settled.TimedOut

    override fun settledCancellation(): Any = Settled.Cancelled

    @Suppress("UNCHECKED_CAST") // what the three above return
    suspend fun runSettling(): Settled<T> = runHere() as Settled<T>
}
