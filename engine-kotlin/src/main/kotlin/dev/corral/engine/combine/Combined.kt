package dev.corral.engine.combine

import dev.corral.engine.Operation
import dev.corral.engine.TaskCancelledException
import dev.corral.engine.TaskFailedException
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.cancelWithCaller
import dev.corral.engine.kernel.deadlineAfter
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.result
import java.util.concurrent.CancellationException
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlinx.coroutines.Job

/** Runs what [conductor] makes of the scope and the context of the calling coroutine, and returns what it ends with. */
internal suspend fun <T> combine(
    name: String,
    timeout: Duration = Duration.INFINITE,
    conductor: (Scope, CoroutineContext) -> Conductor,
): T {
    val scope = Combined(parentScope(), name)
    scope.conductor = conductor(scope, coroutineContext.minusKey(Job))
    scope.cancelWithCaller(
        prepare = { if (timeout != Duration.INFINITE) scope.deadlineAfter(timeout.inWholeNanoseconds) },
        start = { scope.conductor.place?.let(scope::dispatch) ?: scope.run() },
    )
    return scope.result()
}

/** The scope of an operation over several tasks. */
internal class Combined(parent: Scope, private val name: String) : Scope(parent, 0) {
    lateinit var conductor: Conductor

    /** Begins here and now, as a child that its parent waits for. */
    fun begin(with: Conductor) {
        conductor = with
        attachToLiving()
        run()
    }

    override fun run() {
        super.run()
        conductor.handedOver()
    }

    override fun begin() = conductor.begin()

    override fun settled() = conductor.settled()

    override fun restsOnParts(): Boolean = conductor.restsOnParts

    override fun name() = name

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name, message, cause, traced)

    override fun settledValue(value: Any?): Any? = conductor.result(value)

    override fun settledExpiry(): Any? = conductor.expired()

    override val disposes: Boolean
        get() = conductor.disposes

    override fun undelivered(value: Any?) = conductor.discard()
}

/** Tasks of suspend lambdas: they begin on the caller's thread, and go on in its [context]. */
internal class SuspendParts<T>(
    private val scope: Scope,
    private val context: CoroutineContext,
    private val onUndelivered: ((T) -> Unit)?,
    override val count: Int,
    private val block: (Int) -> suspend TaskScope.() -> T,
) : Parts {
    override fun start(conductor: Conductor, index: Int, bits: Int, here: Boolean) {
        val part = Part(conductor, index, bits)
        if (!part.attachAsPart()) return
        if (here) part.launchHere(context) else part.dispatchBody(context)
    }

    override fun named(index: Int, part: Scope, error: Throwable): Throwable = TaskFailedException(part.name(), error)

    private inner class Part(private val conductor: Conductor, private val index: Int, bits: Int) :
        Operation<T>(scope, null, bits, onUndelivered = onUndelivered, block = block(index)) {
        override fun name(): String = "${scope.name()}[$index]"

        override fun ended() {
            super.ended()
            conductor.tell(index, this)
        }
    }
}
