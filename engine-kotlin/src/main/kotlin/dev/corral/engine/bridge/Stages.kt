package dev.corral.engine.bridge

import dev.corral.engine.TaskCancelledException
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.cancelWithCaller
import dev.corral.engine.kernel.forFuture
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.result
import dev.corral.engine.taskOnWorkers
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.function.BiFunction

/** Java's stages for coroutines, and coroutines as stages for Java. */
public object Stages {
    /** Waits for [stage], and never cancels it. */
    public suspend fun <T> observe(stage: CompletionStage<T>): T = await(stage, BodyKind.OBSERVED)

    /** Waits for [stage], which is cancelled with the caller. */
    public suspend fun <T> own(stage: CompletionStage<T>): T = await(stage, BodyKind.STAGE)

    private suspend fun <T> await(stage: CompletionStage<T>, kind: BodyKind): T {
        val scope = StageScope(parentScope(), stage, kind)
        scope.cancelWithCaller()
        return scope.result()
    }

    /** The scope that [stage], which [start] returned, is the future of; null for any other. */
    @JvmStatic public fun scopeOf(stage: CompletionStage<*>): Scope? = (stage as? ScopeFuture<*>)?.scope

    /** Starts [body] as a child of the current task; its stage is done when it has ended. */
    public fun <T> start(body: suspend TaskScope.() -> T): CompletionStage<T> {
        val scope = taskOnWorkers(Ambient.parent(), body)
        return ScopeFuture<T>(scope).also { scope.listen(it.completion) }
    }
}

/** Waits for one stage. */
private class StageScope(parent: Scope, private val stage: CompletionStage<*>, private val kind: BodyKind) :
    FutureScope(parent, 0) {
    override fun kind(): BodyKind = kind

    override fun call(): Any = stage

    override fun name(): String = "await"

    override fun scopeOf(stage: CompletionStage<*>): Scope? = Stages.scopeOf(stage)

    override fun handle(stage: CompletionStage<*>, handler: BiFunction<Any?, Throwable?, Any?>): CompletionStage<*> =
        stage.handle(handler)

    override fun complete() {}

    override fun hasDependents(): Boolean = false

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name(), message, cause, traced)
}

/** The future of a coroutine: cancelling it asks, and it is done when the coroutine has ended. */
private class ScopeFuture<T>(val scope: Scope) : CompletableFuture<T>() {
    val completion = Listener { if (numberOfDependents == 0) settle() else it.engine.call(::settle) }

    override fun cancel(mayInterruptIfRunning: Boolean): Boolean = scope.cancel()

    private fun settle() {
        if (numberOfDependents > 0) scope.observe()
        val error = scope.error()
        @Suppress("UNCHECKED_CAST") // what the body returned
        if (error == null) complete(scope.value() as T) else completeExceptionally(forFuture(error))
    }
}
