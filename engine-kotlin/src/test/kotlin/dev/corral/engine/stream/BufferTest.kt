package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.backpressure
import dev.corral.engine.stream.kernel.buffer
import dev.corral.engine.stream.kernel.dropLatest
import dev.corral.engine.stream.kernel.dropOldest
import dev.corral.engine.stream.kernel.failing
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Buffers, on one thread: what is pulled, and when. */
@Timeout(30)
class BufferTest {
    private val trial = Trial()
    private val hand = Hand<Int>()
    private val worker = Worker<Int>()
    private val boom = Exception("boom")

    @AfterEach fun stop() = trial.close()

    private fun full(source: Source<Int>) =
        trial.run(source, worker).also { hand.push(*(1..20).toList().toTypedArray()) }

    @Test
    fun `as many as the capacity are pulled ahead of the one being worked on and none is in hand`() {
        full(buffer(hand, 3))
        assertThat(worker.received).containsExactly(1)
        assertThat(hand.emitted).hasSize(4)
        worker.done()
        assertThat(worker.received).containsExactly(1, 2)
        assertThat(hand.emitted).hasSize(5)
        repeat(18) { worker.done() }
        hand.end()
        worker.done()
        assertThat(worker.received).isEqualTo((1..20).toList())
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).isEmpty()
    }

    @Test
    fun `a paused source goes on when so few are left and pulls nothing in between`() {
        val run = full(backpressure(hand, 5, 2))
        assertThat(hand.emitted).hasSize(6)
        repeat(2) {
            worker.done()
            assertThat(hand.emitted).hasSize(6)
        }
        worker.done() // the fourth is being worked on, and two are left
        assertThat(worker.received).hasSize(4)
        assertThat(hand.emitted).hasSize(9)
        run.cancel()
        assertThat(run.hasEnded).isTrue()
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).containsExactly(5, 6, 7, 8, 9)
    }

    @Test
    fun `a failure comes after the elements before it and is the same instance`() {
        val run = trial.run(buffer(hand, 8), worker)
        hand.push(1, 2, 3)
        hand.end(boom)
        assertThat(hand.isClosed).isTrue()
        repeat(3) {
            assertThat(run.hasEnded).isFalse()
            worker.done()
        }
        assertThat(worker.received).containsExactly(1, 2, 3)
        assertThat(run.failure()).isSameAs(boom)
        assertThat(boom.suppressed).isEmpty()
    }

    @Test
    fun `a failure from further down and an early end drop what is held`() {
        val run = full(buffer(hand, 2))
        worker.done { throw boom }
        assertThat(run.failure()).isSameAs(boom)
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).containsExactly(2, 3)
    }

    @Test
    fun `an early end closes a source that waits for room`() {
        val run = full(buffer(hand, 2))
        worker.done { Demand.ENOUGH }
        assertThat(run.hasValue).isTrue()
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).containsExactly(2, 3)
        assertThat(trial.bench.reports).hasValue(0)
    }

    @Test
    fun `what a source failed with ahead of an early end is as if it had not been read`() {
        val run = trial.run(buffer(hand, 4), worker)
        hand.push(1, 2)
        hand.end(boom)
        worker.done { Demand.ENOUGH }
        assertThat(run.hasValue).isTrue()
        assertThat(hand.dropped).containsExactly(2)
        assertThat(trial.bench.reports).hasValue(0)
    }

    @Test
    fun `what a source failed with ahead of a failure from further down is suppressed in that`() {
        val run = trial.run(buffer(hand, 4), worker)
        val first = Exception("first")
        hand.push(1, 2)
        hand.end(boom)
        worker.done { throw first }
        assertThat(run.failure()).isSameAs(first).hasSuppressedException(boom)
    }

    @Test
    fun `the oldest or the latest is dropped and the source never waits`() {
        full(dropOldest(hand, 3))
        assertThat(hand.emitted).hasSize(20)
        hand.end()
        repeat(4) { worker.done() }
        assertThat(worker.received).containsExactly(1, 18, 19, 20)
        assertThat(hand.dropped).isEqualTo((2..17).toList())
    }

    @Test
    fun `the latest is dropped`() {
        val run = full(dropLatest(hand, 3))
        hand.end()
        repeat(4) { worker.done() }
        assertThat(worker.received).containsExactly(1, 2, 3, 4)
        assertThat(hand.dropped).isEqualTo((5..20).toList())
        assertThat(run.hasValue).isTrue()
    }

    @Test
    fun `an overflow fails after what is held`() {
        val run = full(failing(hand, 3, ::StreamOverflowException))
        assertThat(hand.emitted).hasSize(5)
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).containsExactly(5)
        repeat(4) {
            assertThat(run.hasEnded).isFalse()
            worker.done()
        }
        assertThat(worker.received).containsExactly(1, 2, 3, 4)
        assertThat(run.failure())
            .isInstanceOf(StreamOverflowException::class.java)
            .hasMessage("the buffer of 3 elements is full")
    }

    @Test
    fun `a Kotlin flow above and below, and its own collector`() {
        val numbers = (1..1_000).asFlow().map { it * 2 }
        runBlocking {
            val collected = flow { numbers.backpressure(10, 3).collect { emit(it) } }.take(500).toList()
            assertThat(collected).isEqualTo((1..500).map { it * 2 })
        }
        val failing = flow {
            emit(1)
            throw boom
        }
        assertThatThrownBy { runBlocking { buffer(failing.asSource(), 3).collect {} } }.isSameAs(boom)
    }

    @Test
    fun `bad arguments are named`() {
        assertThatIllegalArgumentException().isThrownBy { buffer(hand, 0) }.withMessage("capacity: 0 is less than 1")
        assertThatIllegalArgumentException().isThrownBy { dropOldest(hand, 0) }
        assertThatIllegalArgumentException().isThrownBy { backpressure(hand, 0, 0) }
        assertThatIllegalArgumentException()
            .isThrownBy { backpressure(hand, 3, 3) }
            .withMessage("low: 3 is not less than high: 3")
        assertThatIllegalArgumentException().isThrownBy { backpressure(hand, 3, -1) }
    }
}
