package dev.corral.engine.pool

import dev.corral.engine.combine.combine
import dev.corral.engine.combine.mapAsync
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.pool.kernel.ClosingPool
import dev.corral.engine.pool.kernel.JobLine
import java.util.concurrent.CancellationException
import java.util.concurrent.RejectedExecutionException

/**
 * Where jobs run: threads of its own, an executor of the user's, or processes.
 *
 * ```kotlin
 * ThreadPool(4, name = "render").use { pool ->
 *     val pages = pool.map(documents, limit = 4) { render(it) }
 *     log.info("$pages")
 * }
 * ```
 *
 * A job is a child of the task that runs it. What the caller did happens-before the job, and what the job did
 * happens-before the return. Safe for use by many threads; Java callers share it by `asJava()`.
 */
public sealed class Pool(internal val line: JobLine) : AutoCloseable {
    init {
        // Weakly: nothing else of a pool refers to this.
        Leaks.sighting()?.track(this, "pool", line.name)
    }

    // Messages put it in quotes.
    internal val jobName = "job of pool ${line.name}"

    /** The name. */
    public val name: String
        get() = line.name

    /**
     * Runs [job], and waits until it, and everything it began, has ended. Cancelled while the job waits for its turn,
     * this throws on the spot, and the job never runs; after that the job is interrupted, and its end is waited for. A
     * value that it returns all the same counts. Jobs begin in the order in which they came.
     *
     * @throws RejectedExecutionException if the pool is full and refuses the job
     * @throws IllegalStateException if the pool is closed, or the job returns a stage
     * @throws CancellationException if the caller is cancelled
     * @throws Throwable the failure of [job]; the same instance, if it ran in this process
     */
    public suspend fun <T> run(job: Job<T>): T {
        line.checkOpen()
        return combine(jobName) { scope, _ -> line.job(scope, job) }
    }

    /**
     * Runs a job of [transform] for each of [items], [limit] of them at once, and returns the results in the order of
     * the items. Items are read as they are needed. The first failure, of a job or of the iterator, cancels the others,
     * and is thrown once all have ended; so does a cancellation. Where [limit] is beyond the pool's threads and the
     * room of its line, it may refuse or discard a job, which is such a failure.
     *
     * @throws IllegalArgumentException if [limit] is less than 1
     * @throws IllegalStateException if the pool is closed
     */
    public suspend fun <A, R> map(items: Iterable<A>, limit: Int, transform: JobFunction<A, R>): List<R> {
        line.checkOpen()
        return mapAsync(items, limit) { item -> run(AppliedFunction(transform, item)) }
    }

    /**
     * Waits until the pool was closed and everything in it has ended. Cancelled, the caller just leaves.
     *
     * @throws IllegalStateException if a job of this pool calls it, which would have to end first
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun awaitEnd() {
        line.refuseInside("awaitEnd")
        line.end.await()
    }

    /**
     * Lets no more jobs in, and blocks until those that were let in have ended, and the pool with them. Waits to the
     * end, whatever is cancelled meanwhile; an interrupt is kept for later. Closed already, it still waits.
     *
     * @throws IllegalStateException if a job of this pool calls it, which would have to end first; the pool stays open
     */
    override fun close(): Unit = end("close", cancel = false)

    /**
     * Lets no more jobs in, cancels those that wait and those that run, which are interrupted, and blocks as [close]
     * does.
     *
     * @throws IllegalStateException if a job of this pool calls it, which would have to end first; the pool stays open
     */
    public fun closeNow(): Unit = end("closeNow", cancel = true)

    /** How it stands at this moment. */
    public fun statistics(): PoolStatistics = line.statistics()

    override fun toString(): String =
        statistics().run { "${this@Pool.javaClass.simpleName}[$name, $running running, $waiting waiting]" }

    private fun end(operation: String, cancel: Boolean) {
        line.refuseInside(operation)
        line.refuseOnOwnThread(operation)
        line.close(cancel)
        Leaks.untrack(this)
        ClosingPool(line).awaitTheEnd()
    }
}
