package dev.corral.engine

import dev.corral.engine.interop.fromThread
import dev.corral.engine.interop.onCancel
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.shieldBlocking
import dev.corral.engine.interop.toThread
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.testing.awaitUntil
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The laws, by the Kotlin face of blocking code. */
@Timeout(60)
class BlockingFaceTest {
    @Test
    fun `runSync on all threads of IO at once does not deadlock`() =
        runBlocking<Unit>(Dispatchers.IO) {
            taskGroup { repeat(200) { spawn { runSync { taskGroup { spawn { delay(5) } } } } } }
        }

    @Test
    fun `an interrupt of runSync cancels its block, waits for its end and is thrown`() {
        val inside = CountDownLatch(1)
        val left = AtomicBoolean()
        val thrown = AtomicReference<Throwable>()
        val waiter = thread {
            thrown.set(
                catchThrowable {
                    runSync {
                        try {
                            inside.countDown()
                            awaitCancellation()
                        } finally {
                            withContext(NonCancellable) { delay(30) }
                            left.set(true)
                        }
                    }
                }
            )
        }
        inside.await()
        waiter.interrupt()
        waiter.join()
        assertThat(thrown.get()).isInstanceOf(InterruptedException::class.java)
        assertThat(left.get()).isTrue()
    }

    @Test
    fun `blocking code gets back into its task by fromThread`() =
        runBlocking<Unit>(Dispatchers.Default) {
            assertThat(toThread { fromThread { withContext(Dispatchers.Default) { 5 } } }).isEqualTo(5)
            assertThatThrownBy { fromThread {} }.isInstanceOf(IllegalStateException::class.java)
        }

    @Test
    fun `blocking code that is shielded is interrupted after it, and its value counts`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val inside = CountDownLatch(1)
            val gate = CountDownLatch(1)
            val committed = AtomicInteger()
            val interruptedAfter = AtomicBoolean()
            taskGroup {
                val task = spawnBlocking {
                    committed.set(
                        shieldBlocking {
                            inside.countDown()
                            gate.await()
                            7
                        }
                    )
                    interruptedAfter.set(Thread.currentThread().isInterrupted)
                }
                withContext(Dispatchers.IO) { inside.await() }
                task.cancel()
                gate.countDown()
            }
            assertThat(committed.get()).isEqualTo(7)
            assertThat(interruptedAfter.get()).isTrue()
        }

    @Test
    fun `an action stops what an interrupt does not reach, and its answer is no failure`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val begun = CountDownLatch(1)
            val closed = CountDownLatch(1)
            taskGroup {
                val task = spawnBlocking {
                    onCancel(closed::countDown) {
                        begun.countDown()
                        awaitUninterruptibly(closed)
                        throw IOException("closed")
                    }
                }
                withContext(Dispatchers.IO) { begun.await() }
                task.cancel()
                task.join()
                assertThat(task.state).isEqualTo(TaskState.CANCELLED)
            }
        }

    @Test
    fun `an action that was withdrawn is not called`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val calls = AtomicInteger()
            assertThat(toThread { onCancel({ calls.incrementAndGet() }) { 7 } }).isEqualTo(7)
            assertThat(calls.get()).isZero()
        }

    @Test
    fun `an action for a cancellation needs a task`() {
        assertThat(catchThrowable { onCancel({}) {} })
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("onCancel")
    }

    private fun awaitUninterruptibly(latch: CountDownLatch) {
        while (latch.count > 0) {
            try {
                latch.await()
            } catch (_: InterruptedException) {
                // A socket's read is not interrupted either.
            }
        }
    }

    @Test
    fun `a failure of shielded blocking code is the same instance`() {
        val boom = IllegalStateException("boom")
        assertThat(catchThrowable { shieldBlocking { throw boom } }).isSameAs(boom)
    }

    @Test
    fun `a blocking task's value that nobody receives is disposed of`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val boom = IllegalStateException("boom")
            val disposed = AtomicInteger()
            taskGroup(supervise = true) {
                val task =
                    spawnBlocking(onUndelivered = { value: Int -> disposed.addAndGet(value) }) {
                        toThreadThatFailsLater(boom)
                        7
                    }
                assertThat(runCatching { task.await() }.exceptionOrNull()).isSameAs(boom)
            }
            assertThat(disposed.get()).isEqualTo(7)
        }

    /** Leaves a child that fails when its parent's body is done. */
    private fun toThreadThatFailsLater(error: Throwable) {
        checkNotNull(Ambient.current()).let { parent ->
            val child = BlockingOperation(parent, "child", FAILS_PARENT) { throw error }
            child.attach()
            thread {
                awaitUntil { parent.hasBodyEnded }
                child.run()
            }
        }
    }
}
