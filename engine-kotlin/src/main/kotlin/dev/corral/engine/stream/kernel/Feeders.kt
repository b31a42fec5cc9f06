package dev.corral.engine.stream.kernel

import dev.corral.engine.BlockingOperation
import dev.corral.engine.Operation
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.awaitEnded
import dev.corral.engine.kernel.currentScope
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
internal class Feeders
private constructor(private val around: Scope, private val operator: String, val context: CoroutineContext) :
    Scope(around, 0) {
    /** Whether the operator was left because there is enough. */
    @Volatile private var hasEnough = false

    override fun begin() = error("'$operator' is begun by its caller")

    override fun name() = operator

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        around.cancellationOfItsKind(message, cause, traced)

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
     * Cancels the tasks that have not ended, and waits, however long, until all have. Returns what is to be thrown in
     * place of [thrown]: a failure of theirs is that, or suppressed in a failure that came before it.
     */
    private suspend fun end(thrown: Throwable?): Throwable? {
        hasEnough = thrown == null
        cancel()
        stopped()
        awaitEnded()
        observe()
        val failure = failure() ?: return thrown
        if (thrown == null || isOwnCancellation(thrown)) return failure
        attach(thrown, failure)
        return thrown
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
                    throw checkNotNull(feeders.end(t))
                }
            feeders.end(null)?.let { throw it }
            return result
        }

        /** Whether the calling task is one of an operator, near or far, that was left because there is enough. */
        suspend fun haveEnough(): Boolean {
            var scope = currentScope()
            while (scope != null) {
                if (scope is Feeders && scope.hasEnough) return true
                scope = scope.parent
            }
            return false
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
