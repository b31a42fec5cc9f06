package dev.corral.engine.pool

import dev.corral.engine.testing.awaitUntil
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.util.concurrent.Callable
import java.util.concurrent.CancellationException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.RejectedExecutionException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(30)
class PoolTest {
    @Test
    fun `a lambda is a job and its value is returned`() =
        runBlocking<Unit> {
            ThreadPool(2, name = "kotlin").use { pool ->
                val five: Int = pool.run { 5 }
                val name = pool.run { Thread.currentThread().name }
                val again: Int = pool.run(Job(::answer))
                assertEquals(listOf(5, 42), listOf(five, again))
                assertTrue(name.startsWith("kotlin-"))
                assertEquals(listOf(2, 3), pool.map(listOf(1, 2), limit = 2) { it + 1 })
            }
        }

    private fun answer() = 42

    private inline fun <reified E : Throwable> failure(body: () -> Unit): E = runCatching(body).exceptionOrNull() as E

    @Test
    fun `a failure is the same instance`() =
        runBlocking<Unit> {
            ThreadPool(1).use { pool ->
                val boom = Exception("boom")
                assertSame(boom, runCatching { pool.run<Int> { throw boom } }.exceptionOrNull())
            }
        }

    @Test
    fun `a job is cancelled with its caller, waiting or running`() =
        runBlocking<Unit> {
            ThreadPool(1).use { pool ->
                val begun = CountDownLatch(1)
                val running =
                    launch(Dispatchers.Default) {
                        pool.run {
                            begun.countDown()
                            CountDownLatch(1).await()
                        }
                    }
                begun.await()
                val waiting = launch(Dispatchers.Default) { pool.run<Int> { error("must not run") } }
                awaitUntil { pool.statistics().waiting > 0 }
                waiting.cancelAndJoin()
                assertEquals(0, pool.statistics().waiting)
                running.cancelAndJoin()
                assertEquals(2, pool.statistics().cancelled)
            }
        }

    @Test
    fun `a full pool refuses, a closed one too`() =
        runBlocking<Unit> {
            val pool = ThreadPool(1, name = "full", queueCapacity = 0)
            val begun = CountDownLatch(1)
            val open = CountDownLatch(1)
            val running =
                async(Dispatchers.Default) {
                    pool.run {
                        begun.countDown()
                        open.await()
                    }
                }
            begun.await()
            failure<RejectedExecutionException> { pool.run { 1 }.let {} }
            open.countDown()
            running.await()
            val end = async(Dispatchers.Default) { pool.awaitEnd() }
            assertFalse(end.isCompleted)
            pool.close()
            end.await()
            assertEquals("pool 'full' is closed", failure<IllegalStateException> { pool.run { 1 }.let {} }.message)
        }

    @Test
    fun `a cancelled wait for the end leaves the pool alone`() =
        runBlocking<Unit> {
            ThreadPool(1).use { pool ->
                val end = launch(Dispatchers.Default) { pool.awaitEnd() }
                end.cancelAndJoin()
                assertEquals(1, pool.run { 1 })
            }
        }

    @Test
    fun `an executor runs the jobs and is left running`() =
        runBlocking<Unit> {
            val executor = Executors.newSingleThreadExecutor()
            ExecutorPool(executor).use { pool ->
                assertEquals(1, pool.run { 1 })
                failure<CancellationException> { pool.run<Unit> { throw CancellationException("of the job") } }
            }
            assertFalse(executor.isShutdown)
            executor.shutdown()
        }

    @Test
    fun `a job of a lambda can be sent elsewhere`() {
        val text = "text"
        val job = Job { text.length }
        val bytes = ByteArrayOutputStream()
        ObjectOutputStream(bytes).use { it.writeObject(job) }
        val copy = ObjectInputStream(ByteArrayInputStream(bytes.toByteArray())).use { it.readObject() }
        assertEquals(4, (copy as Callable<*>).call())
    }
}
