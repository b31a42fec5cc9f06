package dev.corral.samples.workerpool.kotlin

import dev.corral.Corral
import dev.corral.channel.asJava
import dev.corral.engine.Deadline
import dev.corral.engine.channel.AsyncPriorityQueue
import dev.corral.engine.channel.QueueClosed
import dev.corral.engine.failAt
import dev.corral.engine.taskGroup
import dev.corral.kotlin.awaitOwned
import dev.corral.kotlin.suspendTask
import dev.corral.samples.loopback.Web
import dev.corral.samples.workerpool.WorkerPool
import java.net.URI
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.CompletableDeferred

/**
 * A pool in Kotlin. A job stays the task of whoever submitted it, and a worker gives it its turn: so what ends that
 * task, the deadline or a cancellation, ends the job wherever it is, before the queue, in it, or at work.
 */
class DeadlinePool(private val web: Web, private val server: URI, workers: Int, room: Int) : WorkerPool {
    private val jobs = AsyncPriorityQueue.bounded<Job>(room, compareBy { it.due })

    private val workers =
        Corral.submit(suspendTask { taskGroup("workers") { repeat(workers) { spawn("worker ${it + 1}") { work() } } } })

    override fun submit(path: String, within: Duration): CompletableFuture<String> {
        val job = Job(Deadline.after(within.toKotlinDuration()))
        return Corral.submit(
            suspendTask { failAt(job.due) { job.inTurn { web.get(server.resolve(path)).awaitOwned() } } }
        )
    }

    private suspend fun <T> Job.inTurn(work: suspend () -> T): T =
        try {
            jobs.put(this)
            turn.await()
            work()
        } finally {
            over.complete(Unit)
        }

    private suspend fun work() {
        try {
            while (true) jobs.get().run()
        } catch (_: QueueClosed) {
            // There will be no more jobs.
        }
    }

    override fun queue() = jobs.asJava().statistics()

    override fun close() {
        jobs.close()
        workers.join()
    }

    private class Job(val due: Deadline) {
        val turn = CompletableDeferred<Unit>()
        val over = CompletableDeferred<Unit>()

        /** Gives it its turn, too late if it is overdue or cancelled, and waits until it is over. */
        suspend fun run() {
            turn.complete(Unit)
            over.join()
        }
    }
}
