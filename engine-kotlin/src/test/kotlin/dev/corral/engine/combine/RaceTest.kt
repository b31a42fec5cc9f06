package dev.corral.engine.combine

import dev.corral.engine.TaskFailedException
import dev.corral.engine.TaskScope
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
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

/** `race`, `firstSuccess`, `quorum` and `hedge` of suspend lambdas. */
@Timeout(30)
class RaceTest {
    private val boom = IllegalStateException("boom")

    /** A task that ends only by a cancellation, after it has tidied up. */
    private fun forever(tidied: AtomicBoolean = AtomicBoolean()): suspend TaskScope.() -> Int = {
        try {
            awaitCancellation()
        } finally {
            withContext(NonCancellable) { yield() }
            tidied.set(true)
        }
    }

    @Test
    fun `a race ends as the first task does, when the others have tidied up`() =
        runBlocking<Unit> {
            val tidied = AtomicBoolean()
            assertThat(race({ 1 })).isEqualTo(1)
            assertThat(race(forever(tidied), { 2 })).isEqualTo(2)
            assertThat(tidied).isTrue()
            val lost = catchThrowable { runBlocking { race(forever(), { throw boom }) } }
            assertThat(lost).isSameAs(boom)
            assertThat(boom.suppressed).isEmpty()
        }

    @Test
    fun `a task that comes after a winner does not begin`() =
        runBlocking<Unit> {
            val begun = AtomicBoolean()
            val result = raceIndexed({ "a" }, { begun.set(true).toString() })
            assertThat(result.value).isEqualTo("a")
            assertThat(result.index).isZero()
            assertThat(result.cancelled).isEqualTo(1)
            assertThat(begun).isFalse()
        }

    @Test
    fun `a loser's value is disposed of before the race returns`() =
        runBlocking<Unit> {
            val disposed = ConcurrentLinkedQueue<Int>()
            val value =
                race<Int>(
                    { withContext(NonCancellable) { yield() }.let { 1 } },
                    { 2 },
                    onUndelivered = { disposed.add(it) },
                )
            assertThat(value).isEqualTo(2)
            assertThat(disposed).containsExactly(1)
        }

    @Test
    fun `the first success wins, and if all fail the first failure has the others suppressed`() =
        runBlocking<Unit> {
            assertThat(firstSuccess({ throw boom }, { 2 }, forever())).isEqualTo(2)
            val other = IllegalArgumentException("other")
            val thrown = catchThrowable {
                runBlocking {
                    firstSuccess<Int>(
                        {
                            yield()
                            throw boom
                        },
                        { throw other },
                    )
                }
            }
            assertThat(thrown).isSameAs(other)
            assertThat(other.suppressed).singleElement().isInstanceOf(TaskFailedException::class.java)
            assertThat(other.suppressed[0]).hasMessageContaining("firstSuccess[0]").cause().isSameAs(boom)
        }

    @Test
    fun `a quorum returns the first values and fails when there cannot be enough`() =
        runBlocking<Unit> {
            assertThat(
                    quorum(
                        2,
                        {
                            yield()
                            1
                        },
                        forever(),
                        { 3 },
                    )
                )
                .containsExactly(3, 1)
            val disposed = ConcurrentLinkedQueue<Int>()
            val thrown = catchThrowable {
                runBlocking { quorum(2, { 1 }, { throw boom }, onUndelivered = { disposed.add(it) }) }
            }
            assertThat(thrown).isSameAs(boom)
            assertThat(disposed).containsExactly(1)
        }

    @Test
    fun `the second task of a hedge begins when the first is slow or has failed`() =
        runBlocking<Unit> {
            assertThat(hedge(1.hours, { 1 }, { error("begun") })).isEqualTo(1)
            assertThat(hedge(1.hours, { throw boom }, { 2 })).isEqualTo(2)
            assertThat(hedge(1.milliseconds, forever(), { 2 })).isEqualTo(2)
            assertThat(hedge(Duration.ZERO, forever(), forever(), { 3 })).isEqualTo(3)
        }

    @Test
    fun `a cancellation of the caller cancels all, and returns when they have ended`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val tidied = listOf(AtomicBoolean(), AtomicBoolean())
            val begun = CompletableDeferred<Unit>()
            val job = launch { race(forever(tidied[0]), { begun.complete(Unit).let { forever(tidied[1])() } }) }
            begun.await()
            job.cancelAndJoin()
            assertThat(tidied).allSatisfy { assertThat(it).isTrue() }
            assertThat(job.isCancelled).isTrue()
        }

    @Test
    fun `a time-out of the caller's reaches in and is the caller's`() =
        runBlocking<Unit> {
            val begun = AtomicBoolean()
            val tidied = AtomicBoolean()
            val task: suspend TaskScope.() -> Int = { begun.set(true).let { forever(tidied)() } }
            assertThatThrownBy { runBlocking { withTimeout(50.milliseconds) { race(task) } } }
                .isInstanceOf(TimeoutCancellationException::class.java)
            // On a machine that is slow enough it never begins.
            assertThat(tidied.get()).isEqualTo(begun.get())
        }

    @Test
    fun `a time-out of its own is a failure that says so`() =
        runBlocking<Unit> {
            assertThatThrownBy { runBlocking { race(forever(), timeout = 5.milliseconds) } }
                .isInstanceOf(TimeoutException::class.java)
                .hasMessageContaining("race")
                .hasMessageContaining("5 ms")
            val begun = AtomicBoolean()
            assertThatThrownBy { runBlocking { race({ begun.set(true) }, timeout = Duration.ZERO) } }
                .isInstanceOf(TimeoutException::class.java)
            assertThat(begun).isFalse()
        }

    @Test
    fun `in NonCancellable a cancellation of the caller does not reach in`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val begun = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Int>()
            val value = AtomicReference<Int>()
            val job = launch {
                withContext(NonCancellable) {
                    value.set(
                        race({
                            begun.complete(Unit)
                            go.await()
                        })
                    )
                }
            }
            begun.await()
            job.cancel()
            go.complete(7)
            job.join()
            assertThat(value.get()).isEqualTo(7)
        }

    @Test
    fun `a cancellation that a task raised by itself is a failure`() =
        runBlocking<Unit> {
            val strange = CancellationException("strange")
            val thrown = AtomicReference<Throwable>()
            val outer = currentCoroutineContext()[Job]
            try {
                race<Int>({ throw strange }, forever())
            } catch (t: Throwable) {
                thrown.set(t)
            }
            assertThat(thrown.get()).isSameAs(strange)
            assertThat(outer?.isActive).isTrue()
        }

    @Test
    fun `bad input is refused with the value in the text`() {
        assertThatThrownBy { runBlocking { race<Int>() } }.isInstanceOf(IllegalArgumentException::class.java)
        assertThatThrownBy { runBlocking { firstSuccess<Int>() } }.isInstanceOf(IllegalArgumentException::class.java)
        assertThatThrownBy { runBlocking { quorum(3, { 1 }, { 2 }) } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("3 of 2")
        assertThatThrownBy { runBlocking { hedge<Int>((-5).milliseconds, { 1 }) } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("-5ms")
    }

    @Test
    fun `races and cancellations of their callers leave nothing running`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(3_000) { round ->
                val running = AtomicInteger()
                val task: suspend TaskScope.() -> Int = {
                    running.incrementAndGet()
                    try {
                        repeat(round % 3) { yield() }
                        round
                    } finally {
                        running.decrementAndGet()
                    }
                }
                val caller = async { race(task, task, task) }
                repeat(round % 5) { yield() }
                caller.cancel()
                caller.join()
                assertThat(running).hasValue(0)
            }
        }
}
