package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.asSource
import java.util.concurrent.TimeoutException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The extensions of Kotlin's flows, between operators of kotlinx's. */
@Timeout(30)
class FlowTimedTest {
    private val numbers: Flow<Int> = (1..100).asFlow().map { it }

    @Test
    fun `elements go through in order, on the coroutine that collects`(): Unit = runBlocking {
        // A flow builder insists that it is the same one.
        suspend fun <T> through(flow: Flow<T>): List<T> = flow { flow.collect { emit(it) } }.take(100).toList()

        assertThat(through(numbers.batch(30, 1.days)).map { it.size }).containsExactly(30, 30, 30, 10)
        assertThat(through(numbers.batch(30, Duration.INFINITE))).hasSize(4)
        assertThat(through(numbers.throttle(7, 1.nanoseconds))).isEqualTo((1..100).toList())
        assertThat(through(numbers.backpressure(7, 3))).isEqualTo((1..100).toList())
        assertThat(through(numbers.bufferOrFail(100))).isEqualTo((1..100).toList())
        assertThat(through(numbers.timeoutEach(1.days))).isEqualTo((1..100).toList())
        assertThat(through(numbers.timeoutEach(Duration.INFINITE).take(3))).containsExactly(1, 2, 3)
    }

    @Test
    fun `a flow that is too slow is cancelled, and its failure can be caught`() {
        var isClosed = false
        val slow = flow {
            emit(1)
            try {
                awaitCancellation()
            } finally {
                isClosed = true
            }
        }
        Trial().use { trial ->
            val worker = Worker<Int>(isBusy = false)
            val caught = slow.timeoutEach(10.microseconds).catch { emit(if (it is TimeoutException) 2 else 3) }
            val run = trial.run(caught.asSource(), worker)
            trial.bench.clock.advance(9_999)
            assertThat(run.hasEnded).isFalse()
            trial.bench.clock.advance(1)
            assertThat(run.hasValue).isTrue()
            assertThat(isClosed).isTrue()
            assertThat(worker.received).containsExactly(1, 2)
        }
    }

    @Test
    fun `bad arguments are named`() {
        assertThatIllegalArgumentException()
            .isThrownBy { flowOf(1).batch(1, (-3).nanoseconds) }
            .withMessage("maxAge: -3 ns is not positive")
        assertThatIllegalArgumentException().isThrownBy { flowOf(1).timeoutEach(Duration.ZERO) }
        assertThatIllegalArgumentException().isThrownBy { flowOf(1).bufferOrFail(0) }
    }
}
