package dev.corral.engine

import dev.corral.engine.kernel.DAEMON
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.SUPERVISES
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.liveChildren
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.whenEnded
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlinx.coroutines.Job

/**
 * Runs [body] with a new group and returns its value when the body has completed and every task has ended.
 *
 * ```kotlin
 * val page = taskGroup {
 *     val user = spawn { users.find(id) }
 *     val theirs = spawnBlocking { orders.of(id) }
 *     Page(user.await(), theirs.await())
 * }
 * ```
 *
 * The first failure, of the body or of a task, cancels everything else and is thrown, the same instance, once all have
 * ended; later ones are suppressed in it. The group is a structured child of the coroutine that opens it: cancelled
 * with it, awaited by it. Cancelled, it still waits for that end; a value that the body returns after that is returned,
 * one that it had returned before is not.
 *
 * What the caller did happens-before [body], what came before a spawn happens-before the task, and what the tasks did
 * happens-before the return.
 *
 * @param name for messages and diagnostics
 * @param timeout fails the group with a [TimeoutException]; zero or less expires at once, [Duration.INFINITE] is none;
 *   an earlier deadline around the group still counts
 * @param supervise leaves a task's failure to its handle: its siblings go on
 * @param onChildFailure told of each task that failed, on a callback thread, before the group ends; not of one that
 *   failed in [TaskGroup.start] before it was ready, which is that caller's failure
 * @throws TimeoutException if the group did not end in time
 * @throws CancellationException if the caller, or the group, was cancelled
 * @throws Throwable the first failure, the same instance
 */
public suspend fun <R> taskGroup(
    name: String? = null,
    timeout: Duration = Duration.INFINITE,
    supervise: Boolean = false,
    onChildFailure: ((TaskHandle<*>, Throwable) -> Unit)? = null,
    body: suspend TaskGroup.() -> R,
): R = GroupOperation(parentScope(), name, timeout, supervise, onChildFailure, coroutineContext, body).runHere()

/**
 * Several tasks as one unit; see [taskGroup]. Safe for use by many threads. Tasks may be spawned until the group has
 * ended, by its tasks too. It is no `CoroutineScope`: what runs in it answers to it.
 *
 * ```kotlin
 * private fun TaskGroup.spawnAll(bodies: List<suspend TaskScope.() -> Unit>) {
 *     for (body in bodies) spawn { body() }
 *     spawnDaemon(name = "heartbeat") { beat() } // cancelled when the others are done
 * }
 * ```
 */
@CorralDsl
public class TaskGroup internal constructor(internal val scope: Scope, private val context: CoroutineContext) {
    /**
     * Starts a task on the dispatcher of the group's caller, and returns without waiting. If the group is cancelled or
     * stopping, [block] does not run and the handle is cancelled already. What the caller did happens-before [block].
     *
     * @param name for messages and diagnostics
     * @param onUndelivered disposes, on a callback thread, of a value that [block] returned and nobody will receive
     * @throws IllegalStateException if the group has ended
     */
    public fun <T> spawn(
        name: String? = null,
        onUndelivered: ((T) -> Unit)? = null,
        block: suspend TaskScope.() -> T,
    ): TaskHandle<T> = spawn(Operation(scope, name, FAILS_PARENT, onUndelivered = onUndelivered, block = block))

    /**
     * Starts a task that serves the others, as [spawn] does: cancelled when the group's body is done. Its failure is
     * one of the group all the same.
     *
     * @throws IllegalStateException if the group has ended
     */
    public fun <T> spawnDaemon(name: String? = null, block: suspend TaskScope.() -> T): TaskHandle<T> =
        spawn(Operation(scope, name, FAILS_PARENT or DAEMON, block = block))

    /**
     * Starts a task that blocks, on a thread for such, as [spawn] does; it is interrupted when cancelled.
     *
     * @param name for messages and diagnostics
     * @param onUndelivered disposes, on a callback thread, of a value that [body] returned and nobody will receive
     * @throws IllegalStateException if the group has ended
     */
    public fun <T> spawnBlocking(
        name: String? = null,
        onUndelivered: ((T) -> Unit)? = null,
        body: () -> T,
    ): TaskHandle<T> {
        val task = BlockingOperation(scope, name, FAILS_PARENT, onUndelivered, body)
        task.attachAsTask()
        task.dispatch(task.engine.blocking)
        return TaskHandle(task)
    }

    private fun <T> spawn(task: Operation<T>): TaskHandle<T> {
        task.attachAsTask()
        task.dispatchBody(context)
        return TaskHandle(task)
    }

    /**
     * Starts a task and waits until it calls [TaskStatus.started]; returns what it says. A failure before that is
     * thrown here and does not fail the group, and `onChildFailure` is not told of it; afterwards it does. Cancelled,
     * this wait stops the task, and waits for its end. What the task did before [TaskStatus.started] happens-before the
     * return.
     *
     * @param name for messages and diagnostics
     * @throws IllegalStateException if the task ends without calling [TaskStatus.started], or if the group has ended
     * @throws CancellationException if the caller, or the task before it was ready, was cancelled
     * @throws Throwable the task's failure before it was ready, the same instance
     */
    public suspend fun <R> start(name: String? = null, block: suspend TaskScope.(TaskStatus<R>) -> Unit): R {
        val status = TaskStatus<R>()
        val task = Operation(scope, name, block = { block(status) })
        status.task = task
        return Operation<R>(parentScope(), "${task.name()} (starting)") {
                this@TaskGroup.spawn(task)
                try {
                    status.awaitStarted<R>(task)
                } catch (e: CancellationException) {
                    task.cancel()
                    shield { TaskHandle<Unit>(task).join() }
                    throw e
                }
            }
            .runHere()
    }

    /**
     * Asks the body and every task to stop, without waiting: the group has stopped when [taskGroup] returns. False if
     * they had been asked, or had ended.
     */
    public fun cancel(): Boolean = scope.cancel()

    /**
     * Lets the group finish: tasks spawned in it from now on do not run, [TaskScope.isStopping] turns true in those
     * that do, and after [grace] what still runs is cancelled. What such a task needs to finish it may begin, in groups
     * of its own too.
     *
     * Waits until the group has ended; or, if something ignores even the cancellation, until [grace] and at least a
     * second have passed again. Cancelled, the wait ends and the stop goes on. What the group did happens-before the
     * return.
     *
     * @param grace how long to let it run; zero cancels at once
     * @throws IllegalArgumentException if [grace] is negative
     * @throws IllegalStateException if a part of the group calls it, which would have to end first; nothing is stopped
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun cancelGracefully(grace: Duration): StopReport = scope.stopWithin(grace)

    /** The scope of this group, for its deadline. */
    public val cancelScope: CancelScope
        get() = CancelScope(scope)

    /** The tasks that have not ended. */
    public val tasks: List<TaskHandle<*>>
        get() = scope.liveChildren().map { TaskHandle<Any?>(it) }

    /** The group's name. */
    public val name: String
        get() = scope.name()

    override fun toString(): String = "TaskGroup[$name, ${scope.state()}, ${tasks.size} tasks]"
}

/**
 * With what a task started by [TaskGroup.start] says that it is ready.
 *
 * ```kotlin
 * val port = start { status: TaskStatus<Int> ->
 *     ServerSocket(0).use { socket ->
 *         status.started(socket.localPort) // whoever called start goes on here
 *         serve(socket)
 *     }
 * }
 * ```
 */
public class TaskStatus<in R> internal constructor() {
    internal lateinit var task: Scope
    private val result = AtomicReference<Any?>(NotReady)
    private val ready = Job()

    /**
     * The task is ready, with [result]: lets [TaskGroup.start] return it, without waiting for that. The task goes on as
     * a child of its group. What came before this call happens-before that return.
     *
     * @throws IllegalStateException if it was called before, or if the task has ended
     */
    public fun started(result: R) {
        check(!task.hasEnded && this.result.compareAndSet(NotReady, result)) {
            "task '${task.name()}' called started twice, or after it had ended"
        }
        task.mark(FAILS_PARENT)
        ready.complete()
    }

    internal suspend fun <T> awaitStarted(task: Scope): T {
        task.whenEnded { ready.complete() }
        ready.join()
        // From here on it is too late to be ready.
        if (result.compareAndSet(NotReady, null)) {
            task.observe()
            throw task.error() ?: IllegalStateException("task '${task.name()}' ended without calling started")
        }
        @Suppress("UNCHECKED_CAST") // what started was given
        return result.get() as T
    }
}

/** Stands for the result of a task that has not called [TaskStatus.started]. */
private object NotReady

private class GroupOperation<R>(
    parent: Scope,
    name: String?,
    timeout: Duration,
    supervise: Boolean,
    private val onChildFailure: ((TaskHandle<*>, Throwable) -> Unit)?,
    private val callerContext: CoroutineContext,
    private val groupBody: suspend TaskGroup.() -> R,
) : Operation<R>(parent, name, if (supervise) SUPERVISES else 0, timeout, block = { error("runs groupBody") }) {
    override fun scopeKind() = ScopeKind.GROUP

    override suspend fun body(): R = TaskGroup(this, callerContext).groupBody()

    override val hearsFailures: Boolean
        get() = onChildFailure != null

    override fun childFailed(child: Scope, error: Throwable) {
        onChildFailure?.invoke(TaskHandle<Any?>(child), error)
    }
}
