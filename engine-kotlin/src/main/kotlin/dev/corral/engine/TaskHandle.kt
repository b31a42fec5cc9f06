package dev.corral.engine

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.awaitEnd
import dev.corral.engine.kernel.result

/** A task that was spawned: to wait for, to ask, to cancel. */
public class TaskHandle<out T> internal constructor(internal val scope: Scope) {
    /**
     * Waits until the task, and everything it began, has ended, and returns its value. Cancelled, the wait ends and the
     * task goes on. What the task did happens-before the return.
     *
     * @throws Throwable the task's failure itself, or the cancellation by which it ended
     * @throws IllegalStateException if a part of the task calls it
     */
    public suspend fun await(): T {
        scope.awaitEnd()
        return resultNow()
    }

    /** Waits as [await] does, for no result: nothing is thrown for the task's failure. */
    public suspend fun join() {
        scope.awaitEnd()
    }

    /** Asks the task to stop, which it has when [join] returns; false if it had been asked, or had ended. */
    public fun cancel(): Boolean = scope.cancel()

    /** The value of a task that has ended, or its failure or cancellation itself. */
    public fun resultNow(): T {
        check(scope.hasEnded) { "$this has not ended" }
        return scope.result()
    }

    /** The task's name. */
    public val name: String
        get() = scope.name()

    /** Where the task stands. */
    public val state: TaskState
        get() = scope.state()

    override fun equals(other: Any?): Boolean = other is TaskHandle<*> && other.scope === scope

    override fun hashCode(): Int = System.identityHashCode(scope)

    override fun toString(): String = "TaskHandle[$name, $state]"
}
