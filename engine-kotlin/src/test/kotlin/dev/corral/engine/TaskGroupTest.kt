package dev.corral.engine

import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(30)
class TaskGroupTest {
    @Test
    fun `a group returns its body's value when every task has ended`() =
        runBlocking<Unit> {
            var ended = false
            val value = taskGroup {
                val a = spawn { 1 }
                val b = spawnBlocking { 2 }
                spawn {
                    delay(20)
                    ended = true
                }
                a.await() + b.await()
            }
            assertThat(value).isEqualTo(3)
            assertThat(ended).isTrue()
        }

    @Test
    fun `the first failure cancels the siblings and is the same object`() {
        val boom = IllegalStateException("boom")
        val left = CompletableDeferred<Unit>()
        val thrown = catchThrowable {
            runBlocking(Dispatchers.Default) {
                taskGroup {
                    val running = CompletableDeferred<Unit>()
                    spawn {
                        try {
                            running.complete(Unit)
                            awaitCancellation()
                        } finally {
                            withContext(NonCancellable) { delay(20) }
                            left.complete(Unit)
                        }
                    }
                    spawn {
                        running.await()
                        throw boom
                    }
                    awaitCancellation()
                }
            }
        }
        assertThat(thrown).isSameAs(boom)
        assertThat(left.isCompleted).isTrue()
        assertThat(boom.suppressed).isEmpty()
    }

    @Test
    fun `a group is cancelled with the coroutine that opened it`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val running = CompletableDeferred<TaskHandle<*>>()
            val job = launch { taskGroup { running.complete(spawn { awaitCancellation() }) } }
            val handle = running.await()
            job.cancelAndJoin()
            assertThat(handle.state).isEqualTo(TaskState.CANCELLED)
        }

    @Test
    fun `an inner time-out that nobody caught is a failure`() {
        assertThatThrownBy { runBlocking { taskGroup { spawn { withTimeout(10) { awaitCancellation() } } } } }
            .isInstanceOf(TimeoutException::class.java)
        assertThatThrownBy { runBlocking { failAfter(10.milliseconds) { awaitCancellation() } } }
            .isInstanceOf(TimeoutException::class.java)
            .hasMessageContaining("10 ms")
    }

    @Test
    fun `a cancellation that a task raised by itself is a failure`() {
        val own = CancellationException("mine")
        val thrown = catchThrowable { runBlocking { taskGroup { spawn { throw own } } } }
        assertThat(thrown).isSameAs(own)
    }

    @Test
    fun `a task that is ready lets start return and stays in the group`() =
        runBlocking<Unit> {
            val stopped = CompletableDeferred<Unit>()
            taskGroup {
                val port =
                    start<Int> { status ->
                        status.started(7)
                        try {
                            awaitCancellation()
                        } finally {
                            stopped.complete(Unit)
                        }
                    }
                assertThat(port).isEqualTo(7)
                this@taskGroup.tasks.single().cancel()
            }
            assertThat(stopped.isCompleted).isTrue()
        }

    @Test
    fun `toThread is interrupted when its caller is cancelled`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val blocked = CountDownLatch(1)
            val interrupted = CountDownLatch(1)
            val job = launch {
                toThread {
                    blocked.countDown()
                    try {
                        CountDownLatch(1).await()
                    } catch (e: InterruptedException) {
                        interrupted.countDown()
                        throw e
                    }
                }
            }
            withContext(Dispatchers.IO) { blocked.await() }
            job.cancelAndJoin()
            assertThat(interrupted.count).isZero()
        }

    @Test
    fun `runSync nests on every worker at once`() {
        fun nested(depth: Int): Int = runSync {
            if (depth == 0) 1
            else taskGroup { spawn { nested(depth - 1) }.await() + spawn { nested(depth - 1) }.await() }
        }
        assertThat(nested(7)).isEqualTo(128)
    }

    @Test
    fun `moveOnAfter tells the time-out`() =
        runBlocking<Unit> {
            assertThat(moveOnAfter(10.milliseconds) { awaitCancellation() }).isEqualTo(Settled.TimedOut)
            assertThat(moveOnAfter(10.seconds) { 1 }).isEqualTo(Settled.Fulfilled(1))
            assertThat(
                    cancelScope { scope ->
                        scope.cancel()
                        awaitCancellation()
                    }
                )
                .isEqualTo(Settled.Cancelled)
        }

    @Test
    fun `a shield defers the cancellation and returns its value`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val inside = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            var value = 0
            val job = launch {
                value = shield {
                    inside.complete(Unit)
                    go.await()
                    5
                }
                delay(10_000)
            }
            inside.await()
            job.cancel()
            go.complete(Unit)
            job.join()
            assertThat(value).isEqualTo(5)
        }
}
