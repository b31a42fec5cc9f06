package dev.corral.engine.pool.kernel

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.runInterruptibly
import java.util.concurrent.Callable
import java.util.concurrent.CompletionStage
import java.util.concurrent.Executor

/**
 * A job: the conductor of the scope that its caller waits for, and its place in the books of a pool.
 *
 * ```text
 *   NEW ---- enters the line ----> WAITING ---- taken ----> TAKEN ----> OVER
 *    |                               |                                   ^
 *    +--- refused, or cancelled -----+--- cancelled, or discarded -------+
 * ```
 *
 * Whoever takes a job off the [line] ends its [task]: by running that on its own thread, or, if the body runs somewhere
 * else, by [Scope.claimForCaller], which fails if it was cancelled meanwhile, and then [Scope.succeed], [Scope.fail] or
 * [Scope.stopped]. The books follow by themselves.
 */
internal open class PoolJob(scope: Scope, private val line: JobLine, val body: Callable<*>) :
    Conductor(scope), Executor {
    // Behind the line's monitor.
    var ahead: PoolJob? = null
    var behind: PoolJob? = null
    var state = State.NEW

    /** Whether it counts among those at work: taken, its body not over, and not waiting for other work. */
    var hasPlace = false

    /** What it failed with if the pool would not have it; null if it was never asked. */
    var refusal: Throwable? = null

    /** Whether it came after the pool was closed. */
    var cameLate = false

    /** What is to be run, or ended. */
    val task: Scope
        get() = scope

    override val place: Executor
        get() = this

    /** The scope's turn to begin: enters the line. */
    override fun execute(command: Runnable) = line.enter(this)

    /** Whether its thread belongs to somebody else, who may interrupt it too. */
    protected open val isOnLentThread: Boolean
        get() = false

    override fun begin() = scope.runInterruptibly(isOnLentThread) { call() }

    /** Calls the body on this thread. */
    fun call(): Any? = valueOf(body, "'${scope.name()}'")

    override fun settled() = line.settled(this)

    /** Has the line told when the task has ended. */
    fun watch() = scope.listen(Listener { line.ended() })

    enum class State {
        NEW,
        WAITING,
        TAKEN,
        OVER,
    }

    companion object {
        /** What [body] returns, which is no stage; [name] is the one in the message if it is. */
        fun valueOf(body: Callable<*>, name: String): Any? {
            val value = body.call()
            if (value !is CompletionStage<*>) return value
            runCatching { value.toCompletableFuture().cancel(true) }
            error("$name returned a stage: it has to return the value itself")
        }
    }
}

/** Jobs in the order in which they came; each is in one list at most, and leaves it in one step. */
internal class JobList {
    var first: PoolJob? = null
        private set

    private var last: PoolJob? = null

    var size = 0
        private set

    fun add(job: PoolJob) {
        val end = last
        job.ahead = end
        if (end == null) first = job else end.behind = job
        last = job
        size++
    }

    fun remove(job: PoolJob) {
        val before = job.ahead
        val after = job.behind
        if (before == null) first = after else before.behind = after
        if (after == null) last = before else after.ahead = before
        job.ahead = null
        job.behind = null
        size--
    }

    inline fun forEach(action: (PoolJob) -> Unit) {
        var job = first
        while (job != null) {
            action(job)
            job = job.behind
        }
    }
}
