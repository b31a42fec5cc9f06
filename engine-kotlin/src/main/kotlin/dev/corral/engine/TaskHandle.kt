package dev.corral.engine

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.awaitEnd
import dev.corral.engine.kernel.result
import java.util.concurrent.CancellationException

/**
 * A task that was spawned: to wait for, to ask, to cancel. Safe for use by many threads.
 *
 * ```kotlin
 * val page = spawn(name = "page") { download() }
 * button.onPress { page.cancel() }
 * page.join() // returns however it ended; await would throw
 * log.info("${page.name}: ${page.state}")
 * ```
 */
public class TaskHandle<out T> internal constructor(internal val scope: Scope) {
    /**
     * Waits until the task, and everything it began, has ended, and returns its value. Cancelled, the wait ends and the
     * task goes on; in a cancelled caller this throws though the task may have ended. What the task did happens-before
     * the return.
     *
     * @throws CancellationException if the caller is cancelled; also the cancellation by which the task ended
     * @throws IllegalStateException if a part of the task calls it
     * @throws Throwable the task's failure, the same instance
     */
    public suspend fun await(): T {
        scope.awaitEnd()
        return resultNow()
    }

    /**
     * Waits as [await] does, for no result: nothing is thrown for how the task ended, and its failure does not count as
     * observed.
     *
     * @throws CancellationException if the caller is cancelled
     * @throws IllegalStateException if a part of the task calls it
     */
    public suspend fun join() {
        scope.awaitEnd()
    }

    /**
     * Asks the task to stop, without waiting: it has stopped when [join] returns. False if it had been asked, or had
     * ended.
     */
    public fun cancel(): Boolean = scope.cancel()

    /**
     * The value of a task that has ended. Never waits, and is no cancellation point. What the task did happens-before
     * the return.
     *
     * @throws IllegalStateException if the task has not ended
     * @throws CancellationException the cancellation by which it ended
     * @throws Throwable its failure, the same instance
     */
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
