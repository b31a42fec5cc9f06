package dev.corral.engine

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Finding
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.SuspendScope
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.deadlineAt
import dev.corral.engine.kernel.limitAfter
import dev.corral.engine.kernel.result
import dev.corral.engine.kernel.workersContext
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/** A suspend body as a scope, with what both tasks and operations can be given. */
internal open class Operation<T>(
    parent: Scope,
    private val name: String?,
    bits: Int = 0,
    private val timeout: Duration = Duration.INFINITE,
    private val deadline: Deadline = Deadline.NONE,
    private val onUndelivered: ((T) -> Unit)? = null,
    private val block: suspend TaskScope.() -> T,
) : SuspendScope<T>(parent, bits) {
    override suspend fun body(): T = TaskScope(this).block()

    override fun beforeBody() {
        if (timeout != Duration.INFINITE) limitAfter(timeout.inWholeNanoseconds)
        if (deadline != Deadline.NONE) deadlineAt(deadline.nanos)
    }

    override fun name(): String = name ?: unnamed("task")

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name(), message, cause, traced)

    override fun newDeadlock(finding: Finding): Throwable = DeadlockException(DeadlockReport(finding))

    override val disposes: Boolean
        get() = onUndelivered != null || value() is Permit

    override fun isPermit(value: Any?): Boolean = value is Permit

    override fun carries(value: Any?, permit: Any): Boolean =
        if (value is Settled.Fulfilled<*>) carries(value.value, permit) else super.carries(value, permit)

    override fun undelivered(value: Any?) {
        @Suppress("UNCHECKED_CAST") // the value is the body's
        if (onUndelivered != null) onUndelivered(value as T) else if (value is Permit) value.close()
    }
}

/** Runs [block] as an operation called [name], begins it on this thread, and blocks the thread until it has ended. */
internal fun <T> operationOnThisThread(name: String, block: suspend TaskScope.() -> T): T {
    val operation = Operation(Ambient.parent(), name, block = block)
    operation.attachToLiving()
    operation.launchHere(operation.workersContext())
    WaitingForScope.awaitOwn(operation)
    return operation.result()
}

/** Runs [block] as a task below [parent], on Corral's workers. */
internal fun <T> taskOnWorkers(parent: Scope, block: suspend TaskScope.() -> T): Scope {
    val operation = Operation(parent, null, block = block)
    operation.attachToLiving()
    operation.dispatchBody(operation.workersContext())
    return operation
}
