package dev.corral.engine.combine

import dev.corral.engine.Settled
import dev.corral.engine.TaskScope
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** `gather`, `gatherSettled` and `settleWithin` of suspend lambdas. */
@Timeout(30)
class GatherTest {
    private val boom = IllegalStateException("boom")

    @Test
    fun `the values are in the order of the tasks`() =
        runBlocking<Unit> {
            assertThat(gather(emptyList<suspend TaskScope.() -> Int>())).isEmpty()
            assertThat(
                    gather(
                        {
                            yield()
                            1
                        },
                        { 2 },
                    )
                )
                .containsExactly(1, 2)
            assertThat(gather({ 1 }, { "x" }) { a, b -> b + a }).isEqualTo("x1")
            assertThat(gather({ 1 }, { "x" }, { true }) { a, b, c -> b + a + c }).isEqualTo("x1true")
        }

    @Test
    fun `the first failure cancels the others, and what had come is disposed of`() =
        runBlocking<Unit> {
            val disposed = ConcurrentLinkedQueue<Int>()
            val tidied = AtomicBoolean()
            val tasks =
                listOf<suspend TaskScope.() -> Int>(
                    { 1 },
                    {
                        try {
                            awaitCancellation()
                        } finally {
                            tidied.set(true)
                        }
                    },
                    { yield().let { throw boom } },
                )
            val thrown = catchThrowable { runBlocking { gather(tasks, onUndelivered = { disposed.add(it) }) } }
            assertThat(thrown).isSameAs(boom)
            assertThat(boom.suppressed).isEmpty()
            assertThat(tidied).isTrue()
            assertThat(disposed).containsExactly(1)
        }

    @ParameterizedTest
    @ValueSource(ints = [1, 2, 7, 50])
    fun `never more than the limit are at work`(limit: Int) =
        runBlocking<Unit>(Dispatchers.Default) {
            val running = AtomicInteger()
            val most = AtomicInteger()
            val tasks =
                List<suspend TaskScope.() -> Int>(50) { index ->
                    {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max)
                        yield()
                        running.decrementAndGet()
                        index
                    }
                }
            assertThat(gather(tasks, limit)).isEqualTo((0 until 50).toList())
            assertThat(most.get()).isLessThanOrEqualTo(limit)
        }

    @Test
    fun `tasks that end at once are all run, whatever the limit`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(3_000) { round ->
                val limit = 1 + round % 4
                val count = limit + round % 3
                assertThat(gather(List<suspend TaskScope.() -> Int>(count) { { it } }, limit)).hasSize(count)
            }
        }

    @Test
    fun `each task is told as it ended, and none cancels another`() =
        runBlocking<Unit> {
            val settled =
                gatherSettled(
                    {
                        yield()
                        1
                    },
                    { throw boom },
                )
            assertThat(settled).containsExactly(Settled.Fulfilled(1), Settled.Rejected(boom))
        }

    @Test
    fun `at the deadline those that run are told as timed out, but for one that returns all the same`() =
        runBlocking<Unit> {
            val settled =
                settleWithin(
                    5.milliseconds,
                    { 1 },
                    { throw boom },
                    { awaitCancellation() },
                    {
                        try {
                            awaitCancellation()
                        } catch (_: CancellationException) {
                            4
                        }
                    },
                )
            assertThat(settled)
                .containsExactly(
                    Settled.Fulfilled(1),
                    Settled.Rejected(boom),
                    Settled.TimedOut,
                    Settled.Fulfilled(4),
                )
            assertThat(settleWithin(Duration.ZERO, { error("begun") })).containsExactly(Settled.TimedOut)
        }

    @Test
    fun `a cancellation or a time-out of the caller's cancels all`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val disposed = ConcurrentLinkedQueue<Int>()
            val begun = List(2) { CompletableDeferred<Unit>() }
            val job = launch {
                gather(
                    listOf<suspend TaskScope.() -> Int>(
                        { begun[0].complete(Unit).let { 1 } },
                        { begun[1].complete(Unit).let { awaitCancellation() } },
                    ),
                    onUndelivered = { disposed.add(it) },
                )
            }
            begun.awaitAll()
            job.cancelAndJoin()
            assertThat(disposed).containsExactly(1)
            val thrown = catchThrowable {
                runBlocking { withTimeout(5.milliseconds) { gatherSettled({ 1 }, { awaitCancellation() }) } }
            }
            assertThat(thrown).isInstanceOf(TimeoutCancellationException::class.java)
        }

    @Test
    fun `in NonCancellable a cancellation of the caller does not reach in`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val begun = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Int>()
            val values = CompletableDeferred<List<Int>>()
            val job = launch {
                withContext(NonCancellable) {
                    values.complete(gather({ begun.complete(Unit).let { go.await() } }, { 2 }))
                }
            }
            begun.await()
            job.cancel()
            go.complete(1)
            assertThat(values.await()).containsExactly(1, 2)
        }

    @ParameterizedTest
    @ValueSource(ints = [0, -1])
    fun `a limit that is not positive is refused`(limit: Int) {
        val tasks = listOf<suspend TaskScope.() -> Int>({ 1 })
        assertThatThrownBy { runBlocking { gather(tasks, limit) } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("limit: $limit")
        assertThatThrownBy { runBlocking { gatherSettled(tasks, limit) } }.hasMessageContaining("limit: $limit")
        assertThatThrownBy { runBlocking { asCompleted(tasks, limit) {} } }.hasMessageContaining("limit: $limit")
        assertThatThrownBy { runBlocking { mapAsync(listOf(1), limit) { it } } }.hasMessageContaining("limit: $limit")
    }
}
