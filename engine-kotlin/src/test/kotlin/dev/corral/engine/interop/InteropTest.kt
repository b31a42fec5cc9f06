package dev.corral.engine.interop

import dev.corral.engine.currentTask
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.taskGroup
import java.io.IOException
import java.util.concurrent.CancellationException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Foreign threads and functions, as Kotlin callers meet them. */
@Timeout(60)
class InteropTest {
    private fun load(id: String): String = if (id.isEmpty()) throw IOException("no id") else "row $id"

    private fun load(id: String, version: Int): String = "row $id/$version"

    private suspend fun fetch(id: String): String {
        delay(1)
        return "row $id"
    }

    @Test
    fun `blocking functions suspend, and suspending ones block`() =
        runBlocking<Unit> {
            val one: suspend (String) -> String = blocking(::load)
            val two: suspend (String, Int) -> String = blockingBiFunction(::load)
            val none = blockingSupplier { Thread.currentThread().name }
            assertThat(one("7")).isEqualTo("row 7")
            assertThat(two("7", 2)).isEqualTo("row 7/2")
            assertThat(none()).isNotEqualTo(Thread.currentThread().name)
            assertThat(blocking { id: String -> load(id) }("8")).isEqualTo("row 8")
            assertThat(listOf("1", "2").map(sync(::fetch))).containsExactly("row 1", "row 2")
            assertThat(syncBiFunction { a: Int, b: Int -> a + b }(1, 2)).isEqualTo(3)
            assertThat(runCatching { one("") }.exceptionOrNull()).isInstanceOf(IOException::class.java)
        }

    @Test
    fun `a limiter says how many are on a thread at once`() =
        runBlocking<Unit> {
            val limiter = CapacityLimiter(2, "server")
            val inside = AtomicInteger()
            val most = AtomicInteger()
            taskGroup {
                repeat(50) {
                    spawn {
                        toThread(limiter) {
                            most.accumulateAndGet(inside.incrementAndGet(), ::maxOf)
                            Thread.yield()
                            inside.decrementAndGet()
                        }
                    }
                }
            }
            assertThat(most.get()).isBetween(1, 2)
            assertThat(limiter.borrowed).isZero()
        }

    @Test
    fun `a foreign thread runs a child of the task, which waits for it`() =
        runBlocking<Unit> {
            val leave = CountDownLatch(1)
            val name = AtomicReference<String>()
            val ended = AtomicReference<Boolean>(false)
            val began = CountDownLatch(1)
            taskGroup {
                spawn(name = "captured") {
                    val context = ThreadContext.capture()
                    thread(name = "raw") {
                        context.call {
                            began.countDown()
                            name.set(runSync { currentTask()?.name ?: "none" })
                            leave.await()
                            ended.set(true)
                        }
                    }
                    began.await()
                    leave.countDown()
                }
            }
            assertThat(name).hasValue("runSync")
            assertThat(ended).hasValue(true)
        }

    @Test
    fun `cancelling the task interrupts it`() =
        runBlocking<Unit> {
            val told = CompletableDeferred<ThreadContext>()
            val began = CountDownLatch(1)
            val thrown = AtomicReference<Throwable>()
            taskGroup {
                val task =
                    spawn(name = "captured") {
                        told.complete(ThreadContext.capture())
                        delay(100_000)
                    }
                val context = told.await()
                val other = thread {
                    thrown.set(
                        catchThrowable {
                            context.call {
                                began.countDown()
                                CountDownLatch(1).await()
                            }
                        }
                    )
                }
                toThread { began.await() }
                task.cancel()
                toThread { other.join() }
            }
            assertThat(thrown.get()).isInstanceOf(CancellationException::class.java)
        }

    @Test
    fun `for a task that has ended it is refused`() =
        runBlocking<Unit> {
            val context = taskGroup("ended") { ThreadContext.capture() }
            assertThatThrownBy { context.wrap { 1 }() }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessage("task 'ended', which this was to be part of, has ended")
            assertThatThrownBy { context.executor(Runnable::run).execute {} }
                .isInstanceOf(RejectedExecutionException::class.java)
                .hasMessage("task 'ended', which this was to be part of, has ended")
        }
}
