package dev.corral.engine

import dev.corral.engine.kernel.SHIELDED
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.armDeadlines
import dev.corral.engine.kernel.currentScope
import dev.corral.engine.kernel.deadlineAt
import dev.corral.engine.kernel.effectiveDeadline as deadline
import dev.corral.engine.kernel.ownDeadline
import dev.corral.engine.kernel.parentScope
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeoutException
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlinx.coroutines.ensureActive

/**
 * A stretch of work that can be cancelled by itself, and whose deadline can be moved while it runs; see [cancelScope].
 * Safe for use by many threads.
 *
 * ```kotlin
 * val slow = cancelScope { scope ->
 *     if (isLarge(id)) scope.deadline = Deadline.after(1.minutes)
 *     users.find(id)
 * }
 * ```
 */
public class CancelScope internal constructor(private val scope: Scope) {
    /** The scope's own deadline, [Deadline.NONE] for none; moved to one that has passed, it cancels the scope now. */
    public var deadline: Deadline
        get() = Deadline.at(scope.ownDeadline())
        set(value) = scope.deadlineAt(value.nanos)

    /** Whether the scope was cancelled: by [cancel], by its deadline, or from around it. */
    public val isCancelCalled: Boolean
        get() = scope.isCancelled

    /** Asks everything in the scope to stop, without waiting; false if it had been asked, or had ended. */
    public fun cancel(): Boolean = scope.cancel()

    override fun toString(): String = "CancelScope[${scope.name()}, ${scope.state()}]"
}

/**
 * Runs [block] in a scope of its own, whose cancellation and deadline are absorbed here and told as [Settled.Cancelled]
 * and [Settled.TimedOut]. A cancellation from around it goes through, and so does a failure.
 *
 * ```kotlin
 * val feed = cancelScope { scope ->
 *     scope.deadline = Deadline.after(5.seconds)
 *     button.onPress { scope.cancel() }
 *     download()
 * }
 * ```
 *
 * Waits until [block], and everything it began, has ended. If the caller is cancelled, [block] is, and its end is still
 * waited for; a value that it returns all the same is returned. What the caller did happens-before [block], and what
 * that did happens-before the return. Where a time-out is to be a failure, use [failAfter].
 *
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> cancelScope(block: suspend TaskScope.(CancelScope) -> T): Settled<T> =
    SettlingOperation("cancelScope", Deadline.NONE, parentScope(), block).runSettling()

/**
 * Runs [block], which fails with a [TimeoutException] when it takes longer than [timeout]: it is cancelled then. An
 * earlier deadline around it still counts.
 *
 * Waits until [block], and everything it began, has ended. If the caller is cancelled, [block] is, and its end is still
 * waited for. A value that it returns all the same counts, after a time-out and after a cancellation. What the caller
 * did happens-before [block], and what that did happens-before the return.
 *
 * @param timeout of zero or less expires at once, and [block] never runs; [Duration.INFINITE] is none
 * @throws TimeoutException if [block] did not end in time
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> failAfter(timeout: Duration, block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "failAfter", timeout = timeout, block = block).runHere()

/**
 * As [failAfter], at a point in time.
 *
 * @param deadline one that has passed expires at once, and [block] never runs; [Deadline.NONE] is none
 * @throws TimeoutException if [block] did not end in time
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> failAt(deadline: Deadline, block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "failAt", deadline = deadline, block = block).runHere()

/**
 * Runs [block] for [timeout] at most: after that it is cancelled, and once it has ended this returns
 * [Settled.TimedOut], unless it returns a value all the same, which counts. Only this time-out is absorbed, not one
 * around it.
 *
 * Waits until [block], and everything it began, has ended. If the caller is cancelled, [block] is, and its end is still
 * waited for. What the caller did happens-before [block], and what that did happens-before the return.
 *
 * @param timeout of zero or less expires at once, and [block] never runs; [Duration.INFINITE] is none
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> moveOnAfter(timeout: Duration, block: suspend TaskScope.() -> T): Settled<T> =
    moveOnAt(Deadline.after(timeout), block)

/**
 * As [moveOnAfter], at a point in time.
 *
 * @param deadline one that has passed expires at once, and [block] never runs; [Deadline.NONE] is none
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> moveOnAt(deadline: Deadline, block: suspend TaskScope.() -> T): Settled<T> =
    SettlingOperation("moveOnAt", deadline, parentScope()) { block() }.runSettling()

/**
 * Runs [block] neither cancelled nor interrupted from outside, in a cancelled task too: a commit, a clean-up. A request
 * that comes meanwhile waits: this returns the value all the same, and the next suspension of the caller throws.
 * Deadlines around it do not reach [block]; one inside does.
 *
 * Waits until [block], and everything it began, has ended, however long. What the caller did happens-before [block],
 * and what that did happens-before the return. Blocking code uses `interop.shieldBlocking`.
 *
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T> shield(block: suspend TaskScope.() -> T): T =
    Operation(parentScope(), "shield", SHIELDED, block = block).runHere()

/**
 * Throws if the calling task is cancelled; does nothing else, and nothing outside a task. Never waits: it is for loops
 * that suspend for nothing.
 *
 * @throws CancellationException if the task is cancelled; let it pass
 */
public suspend fun checkpoint() {
    currentScope()?.armDeadlines()
    coroutineContext.ensureActive()
}

/**
 * The earliest deadline of the calling task and everything around it, up to a shield; [Deadline.NONE] if there is none.
 * Never waits. Knows Corral's deadlines, not those of `withTimeout`.
 */
public suspend fun effectiveDeadline(): Deadline = currentScope()?.let { Deadline.at(it.deadline()) } ?: Deadline.NONE

/**
 * Whether the calling task, or a group around it, was asked to stop, by [TaskGroup.cancelGracefully] or by a
 * cancellation; false outside any task. Never waits.
 */
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

    override fun settledValue(value: Any?): Any = Settled.Fulfilled(value)

    override fun settledExpiry(): Any = Settled.TimedOut

    override fun settledCancellation(): Any = Settled.Cancelled

    @Suppress("UNCHECKED_CAST") // what the three above return
    suspend fun runSettling(): Settled<T> = runHere() as Settled<T>
}
