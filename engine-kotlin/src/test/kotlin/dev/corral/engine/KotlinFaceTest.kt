package dev.corral.engine

import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.stagger
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

@Timeout(60)
class KotlinFaceTest {
    @Test
    fun `whenever the outer job is cancelled, its group and every task have ended with it`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(10_000) { round ->
                val bodies = AtomicInteger()
                val handles = AtomicReference<List<TaskHandle<*>>>(emptyList())
                val job = launch {
                    taskGroup {
                        handles.set(
                            List(3) {
                                spawn {
                                    bodies.incrementAndGet()
                                    try {
                                        if (it == 0) awaitCancellation() else yield()
                                    } finally {
                                        bodies.decrementAndGet()
                                    }
                                }
                            }
                        )
                    }
                }
                repeat(round % 16) { stagger(round) }
                job.cancelAndJoin()
                assertThat(bodies.get()).isZero()
                assertThat(handles.get()).allSatisfy { assertThat(it.state.hasEnded).isTrue() }
            }
        }

    @Test
    fun `a failure is the same instance through suspension points and nested groups`() {
        val boom = IllegalStateException("boom")
        val thrown = catchThrowable {
            runBlocking(Dispatchers.Default) {
                taskGroup {
                    val deep = spawn {
                        yield()
                        taskGroup { spawn { failAfter(10.seconds) { shield { throw boom } } } }
                    }
                    deep.await()
                }
            }
        }
        assertThat(thrown).isSameAs(boom)
        assertThat(boom.suppressed).isEmpty()
    }

    @Test
    fun `a deferred that a stranger cancelled is a failure`() {
        val thrown = catchThrowable {
            runBlocking(Dispatchers.Default) {
                val stranger = CompletableDeferred<Int>()
                taskGroup(name = "group") {
                    spawn { stranger.await() }
                    stranger.cancel()
                    awaitCancellation()
                }
            }
        }
        assertThat(thrown)
            .isInstanceOf(CancellationException::class.java)
            .isNotInstanceOf(TaskCancelledException::class.java)
    }

    @Test
    fun `a handle that was cancelled fails whoever awaits it, and not its group`() =
        runBlocking<Unit>(Dispatchers.Default) {
            taskGroup {
                val cancelled = spawn { awaitCancellation() }
                cancelled.cancel()
                assertThatThrownBy { runSync { cancelled.await() } }.isInstanceOf(TaskCancelledException::class.java)
                cancelled.join()
                assertThat(cancelled.state).isEqualTo(TaskState.CANCELLED)
            }
        }

    @Test
    fun `an outer withTimeoutOrNull reaches through a group`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val value =
                withTimeoutOrNull(20) {
                    taskGroup {
                        spawn { awaitCancellation() }
                        1
                    }
                }
            assertThat(value).isNull()
        }

    @Test
    fun `of two equal deadlines the outer one is told and nothing between them runs`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(50) {
                val between = AtomicBoolean()
                val deadline = Deadline.after(2.milliseconds)
                val settled =
                    moveOnAt(deadline) {
                        try {
                            failAt(deadline) { awaitCancellation() }
                        } catch (_: TimeoutException) {
                            between.set(true)
                        }
                    }
                assertThat(settled).isEqualTo(Settled.TimedOut)
                assertThat(between.get()).isFalse()
            }
        }

    @Test
    fun `a group waits for clean-up that cannot be cancelled`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val left = AtomicBoolean()
            val inside = CompletableDeferred<Unit>()
            val job = launch {
                taskGroup {
                    spawn {
                        try {
                            inside.complete(Unit)
                            awaitCancellation()
                        } finally {
                            withContext(NonCancellable) {
                                delay(30)
                                left.set(true)
                            }
                        }
                    }
                }
            }
            inside.await()
            job.cancelAndJoin()
            assertThat(left.get()).isTrue()
        }

    @Test
    fun `a clean-up that cannot be cancelled runs what it begins, on its own thread or another`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val cleaned = AtomicInteger()
            taskGroup {
                val running = CompletableDeferred<Unit>()
                val task = spawn {
                    try {
                        running.complete(Unit)
                        awaitCancellation()
                    } finally {
                        withContext(NonCancellable) {
                            toThread { cleaned.incrementAndGet() }
                            taskGroup { spawn { delay(1).also { cleaned.incrementAndGet() } } }
                            failAfter(10.seconds) { cleaned.incrementAndGet() }
                        }
                    }
                }
                running.await()
                task.cancel()
                task.join()
                assertThat(cleaned).hasValue(3)
            }
        }

    @Test
    fun `a group waits for a coroutine that a task left in its own scope`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val left = AtomicBoolean()
            taskGroup {
                spawn {
                    CoroutineScope(currentCoroutineContext()).launch {
                        delay(50)
                        left.set(true)
                    }
                }
            }
            assertThat(left.get()).isTrue()
        }

    @Test
    fun `a supervised failure is its handle's alone, and its handler is told before the group ends`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val boom = IllegalStateException("boom")
            val told = AtomicReference<Throwable>()
            val value =
                taskGroup(supervise = true, onChildFailure = { _, error -> told.set(error) }) {
                    val bad = spawn { throw boom }
                    val good = spawn {
                        bad.join()
                        delay(10)
                        7
                    }
                    good.await()
                }
            assertThat(value).isEqualTo(7)
            assertThat(told.get()).isSameAs(boom)
        }

    @Test
    fun `tasks are spawned from any thread`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val done = AtomicInteger()
            taskGroup {
                val threads = List(4) { thread { repeat(1_000) { spawn { done.incrementAndGet() } } } }
                withContext(Dispatchers.IO) { threads.forEach(Thread::join) }
            }
            assertThat(done.get()).isEqualTo(4_000)
        }

    @ParameterizedTest
    @ValueSource(strings = ["default", "io", "unconfined"])
    fun `the current task is right after every suspension and gone from the thread afterwards`(where: String) {
        val dispatcher =
            when (where) {
                "default" -> Dispatchers.Default
                "io" -> Dispatchers.IO
                else -> Dispatchers.Unconfined
            }
        runBlocking<Unit>(dispatcher) {
            taskGroup {
                repeat(200) { number ->
                    spawn("task-$number") {
                        suspend fun check() {
                            assertThat(currentTask()?.name).isEqualTo("task-$number")
                            assertThat(Ambient.current()?.name()).isEqualTo("task-$number")
                        }
                        check()
                        yield()
                        check()
                        delay(1)
                        check()
                        withContext(Dispatchers.IO) { check() }
                        check()
                        withContext(Dispatchers.Unconfined) {
                            check()
                            delay(1)
                            check()
                        }
                        shield { assertThat(currentTask()?.name).isEqualTo("shield") }
                        check()
                    }
                }
            }
        }
        assertThat(Ambient.current()).isNull()
        runBlocking<Unit>(Dispatchers.IO) { repeat(64) { launch { assertThat(Ambient.current()).isNull() } } }
    }

    @Test
    fun `a shield entered and left around a cancellation returns its value and the next suspension throws`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(5_000) { round ->
                val value = AtomicInteger()
                val beyond = AtomicBoolean()
                val entered = CompletableDeferred<Unit>()
                val job = launch {
                    taskGroup {
                        value.set(
                            shield {
                                entered.complete(Unit)
                                yield()
                                stagger(round)
                                7
                            }
                        )
                        delay(10_000)
                        beyond.set(true)
                    }
                }
                entered.await()
                stagger(round / 3)
                job.cancelAndJoin()
                assertThat(value.get()).isEqualTo(7)
                assertThat(beyond.get()).isFalse()
            }
        }

    @Test
    fun `an exception that fails in all its methods is a failure like any other`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val hostile = Hostile()
            val thrown = runCatching {
                taskGroup<Unit> {
                    spawn {
                        yield()
                        throw hostile
                    }
                    awaitCancellation()
                }
            }
                .exceptionOrNull()
            assertThat(thrown === hostile).isTrue()
        }

    private class Hostile : RuntimeException() {
        override val message: String
            get() = throw UnsupportedOperationException("hostile")

        override val cause: Throwable
            get() = throw UnsupportedOperationException("hostile")

        override fun toString(): String = throw UnsupportedOperationException("hostile")

        override fun equals(other: Any?): Boolean = throw UnsupportedOperationException("hostile")

        override fun hashCode(): Int = throw UnsupportedOperationException("hostile")
    }
}
