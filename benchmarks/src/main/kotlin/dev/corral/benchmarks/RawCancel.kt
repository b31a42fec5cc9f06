package dev.corral.benchmarks

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.future.await
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.runInterruptible

/** Coroutines that wait until they are cancelled. */
internal object RawCancel {
    private val ioMany = Dispatchers.IO.limitedParallelism(2000)

    @JvmStatic fun waiting(tasks: Int) = Waiting(tasks, Dispatchers.Default) { awaitCancellation() }

    @JvmStatic
    fun awaitingFutures(tasks: Int) = Waiting(tasks, Dispatchers.Default) { CompletableFuture<Int>().await() }

    @JvmStatic
    fun blocking(tasks: Int, begun: CountDownLatch) =
        Waiting(tasks, ioMany, CoroutineStart.DEFAULT) { runInterruptible { CancelBlocking.sleep(begun) } }

    class Waiting(
        tasks: Int,
        dispatcher: CoroutineDispatcher,
        start: CoroutineStart = CoroutineStart.UNDISPATCHED,
        body: suspend () -> Unit,
    ) : AutoCloseable {
        private val scope = CoroutineScope(dispatcher + Job())

        init {
            repeat(tasks) { scope.launch(start = start) { body() } }
        }

        fun cancelAndJoin() = runBlocking { scope.coroutineContext.job.cancelAndJoin() }

        override fun close() = cancelAndJoin()
    }
}
