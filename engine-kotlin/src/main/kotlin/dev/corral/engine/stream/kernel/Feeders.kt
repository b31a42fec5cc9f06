package dev.corral.engine.stream.kernel

import dev.corral.engine.BlockingOperation
import dev.corral.engine.Operation
import dev.corral.engine.TaskCancelledException
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.awaitEnded
import dev.corral.engine.kernel.parentScope
import java.util.concurrent.CancellationException
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.isActive

/**
 * The tasks that an operator's run begins: they feed the coroutine that runs it, which alone emits to what is further
 * down.
 *
 * They are children of a scope of their own, beside the coroutine and not around it, so the coroutine stays the one
 * that collects (a Kotlin flow insists on that), and its own failures and cancellations are told from theirs. A feeder
 * deals with its failures itself: what is thrown out of one is a failure of the clean-up at the end.
 */
internal class Feeders private constructor(parent: Scope, private val operator: String, val context: CoroutineContext) :
    Scope(parent, 0) {
    override fun begin() = error("'$operator' is begun by its caller")

    override fun name() = operator

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(operator, message, cause, traced)

    /** Begins [block] as a task, on the dispatcher of the run. */
    fun <R> launch(block: suspend () -> R): Scope {
        val task = task(block)
        task.dispatchBody(context)
        return task
    }

    /** As [launch], on this thread up to the first suspension. */
    fun <R> launchHere(block: suspend () -> R): Scope {
        val task = task(block)
        task.launchHere(context)
        return task
    }

    /** Begins [block] as a task whose failure is its caller's to deal with. */
    fun <R> launchPart(block: suspend () -> R): Scope {
        val part = Operation(this, "element of '$operator'", block = { block() })
        part.attachAsPart()
        part.dispatchBody(context)
        return part
    }

    /** As [launchPart], on a thread that [block] may block; interrupted when cancelled. */
    fun <R> blockPart(block: () -> R): Scope {
        val part = BlockingOperation(this, "element of '$operator'", 0, body = block)
        part.attachAsPart()
        part.dispatch(engine.blocking)
        return part
    }

    private fun <R> task(block: suspend () -> R): Operation<R> {
        val task = Operation(this, "$operator's source", FAILS_PARENT, block = { block() })
        task.attachAsPart()
        return task
    }

    /**
     * Cancels the tasks that have not ended, and waits, however long, until all have. A failure of theirs is thrown, or
     * suppressed in what is being [thrown].
     */
    private suspend fun end(thrown: Throwable?) {
        cancel()
        stopped()
        awaitEnded()
        observe()
        val failure = failure()
        if (failure != null) if (thrown == null) throw failure else attach(thrown, failure)
    }

    companion object {
        /** Runs [block] with feeders for [operator]; when it is left, in whatever way, they have ended. */
        suspend fun <R> use(operator: String, block: suspend (Feeders) -> R): R {
            val feeders = Feeders(parentScope(), operator, coroutineContext)
            feeders.claimForCaller()
            feeders.attachToLiving()
            val result =
                try {
                    block(feeders)
                } catch (t: Throwable) {
                    feeders.end(t)
                    throw t
                }
            feeders.end(null)
            return result
        }
    }
}

/**
 * Begins a task that does [block], and then calls [ended] with what it failed with, or null. A cancellation is not
 * told: whoever waits is cancelled too, or has done it.
 */
internal fun Feeders.feed(block: suspend () -> Unit, ended: (Throwable?) -> Unit): Scope = launch {
    ended(failureOf(block))
}

/** What [block] failed with, or null. Once this task is cancelled, what fails is its clean-up, and that is thrown. */
internal suspend fun failureOf(block: suspend () -> Unit): Throwable? {
    try {
        block()
        return null
    } catch (t: Throwable) {
        if (!currentCoroutineContext().isActive) throw t
        return t
    }
}
