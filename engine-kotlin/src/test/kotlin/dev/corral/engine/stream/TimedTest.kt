package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.debounce
import dev.corral.engine.stream.kernel.interval
import dev.corral.engine.stream.kernel.throttle
import dev.corral.engine.stream.kernel.timeout
import java.util.concurrent.TimeoutException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalArgumentException
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Operators that go by the clock, with one that is moved by hand. */
@Timeout(30)
class TimedTest {
    private val trial = Trial()
    private val hand = Hand<Int>()
    private val boom = Exception("boom")

    @AfterEach
    fun stop() {
        assertThat(trial.bench.clock.pending).isZero()
        trial.close()
    }

    @Test
    fun `a batch is passed on when it is full or its first element is too old`() {
        val worker = Worker<List<Int>>(isBusy = false)
        trial.run(batch(hand, 3, 10), worker)
        trial.advance(50)
        hand.push(1)
        trial.advance(5)
        hand.push(2)
        trial.advance(4)
        assertThat(worker.received).isEmpty()
        trial.advance(1)
        assertThat(worker.received).containsExactly(listOf(1, 2))
        hand.push(3, 4, 5, 6)
        assertThat(worker.received).containsExactly(listOf(1, 2), listOf(3, 4, 5))
        trial.advance(9)
        assertThat(worker.received).hasSize(2)
        trial.advance(1)
        assertThat(worker.received).endsWith(listOf(6))
        trial.advance(100)
        hand.push(7)
        hand.end(boom)
        assertThat(worker.received).hasSize(4).endsWith(listOf(7))
    }

    @Test
    fun `one further batch gathers and then the source waits`() {
        val worker = Worker<List<Int>>()
        val run = trial.run(batch(hand, 3, 10), worker)
        hand.push(1, 2, 3, 4, 5, 6, 7, 8, 9)
        assertThat(worker.received).containsExactly(listOf(1, 2, 3))
        assertThat(hand.emitted).hasSize(6)
        trial.advance(100)
        assertThat(hand.emitted).hasSize(6)
        worker.done()
        assertThat(worker.received).endsWith(listOf(4, 5, 6))
        assertThat(hand.emitted).hasSize(9)
        worker.done { Demand.ENOUGH }
        assertThat(run.hasValue).isTrue()
        assertThat(hand.dropped).containsExactly(7, 8, 9)
    }

    @Test
    fun `a batch that became too old while the one before was worked on goes at once`() {
        val worker = Worker<List<Int>>()
        val run = trial.run(batch(hand, 3, 10), worker)
        hand.push(1, 2, 3, 4)
        trial.advance(10)
        worker.done()
        assertThat(worker.received).endsWith(listOf(4))
        hand.push(5)
        run.cancel()
        assertThat(hand.dropped).containsExactly(5)
    }

    @Test
    fun `so many pass in any window and not twice as many around a border`() {
        val passed = ArrayList<Long>()
        val worker = Worker<Int>(isBusy = false) { passed += trial.bench.clock.now() }
        val run = trial.run(throttle(hand, 2, 10), worker)
        trial.advance(9)
        hand.push(1)
        trial.advance(8)
        hand.push(2, 3, 4, 5, 6)
        trial.advance(40)
        assertThat(worker.received).containsExactly(1, 2, 3, 4, 5, 6)
        assertThat(passed.zip(passed.drop(2)) { a, b -> b - a }).allMatch { it >= 10 }
        assertThat(passed.last() - passed.first()).isEqualTo(28)
        hand.push(7, 8, 9, 10)
        assertThat(hand.emitted).hasSize(9)
        run.cancel()
        assertThat(run.hasEnded).isTrue()
        assertThat(hand.isClosed).isTrue()
        assertThat(hand.dropped).containsExactly(9)
    }

    @Test
    fun `an element is passed after its quiet and superseded ones are dropped`() {
        val worker = Worker<Int>()
        val run = trial.run(debounce(hand, 10), worker)
        hand.push(1)
        trial.advance(9)
        hand.push(2)
        trial.advance(9)
        assertThat(worker.received).isEmpty()
        assertThat(hand.dropped).containsExactly(1)
        trial.advance(1)
        assertThat(worker.received).containsExactly(2)
        hand.push(3)
        trial.advance(10)
        hand.push(4, 5) // 3 has had its quiet: 4 waits until it is taken, and the source with it
        assertThat(hand.emitted).hasSize(4)
        worker.done()
        assertThat(worker.received).containsExactly(2, 3)
        assertThat(hand.dropped).containsExactly(1, 4)
        hand.end(boom)
        worker.done()
        assertThat(worker.received).containsExactly(2, 3, 5)
        worker.done()
        assertThat(run.failure()).isSameAs(boom)
    }

    @Test
    fun `cancelled while a mature element and a newer one wait, both are dropped`() {
        val worker = Worker<Int>()
        val run = trial.run(debounce(hand, 10), worker)
        for (i in 1..3) {
            hand.push(i)
            trial.advance(10)
        }
        run.cancel()
        assertThat(run.hasEnded).isTrue()
        assertThat(hand.dropped).containsExactlyInAnyOrder(2, 3)
    }

    @Test
    fun `a source that takes too long is cancelled, closed, and fails the stream`() {
        val worker = Worker<Int>()
        val run = trial.run(timeout(hand, 10), worker)
        trial.advance(9)
        hand.push(1, 2)
        trial.advance(100) // the time further down does not count
        assertThat(hand.emitted).hasSize(1)
        worker.done()
        trial.advance(100)
        worker.done()
        trial.advance(9)
        assertThat(run.hasEnded).isFalse()
        trial.advance(1)
        assertThat(run.hasEnded).isTrue()
        assertThat(hand.isClosed).isTrue()
        assertThat(run.failure())
            .isInstanceOf(TimeoutException::class.java)
            .hasMessage("timeout: the source took longer than 10 ns for its next element")
        assertThat(worker.received).containsExactly(1, 2)
    }

    @Test
    fun `a source in time is passed on with its end or failure`() {
        val worker = Worker<Int>(isBusy = false)
        val run = trial.run(timeout(hand, 10), worker)
        for (i in 1..100) {
            hand.push(i)
            trial.advance(7)
        }
        hand.end(boom)
        assertThat(worker.received).hasSize(100)
        assertThat(run.failure()).isSameAs(boom)
    }

    @Test
    fun `ticks that nobody could take are skipped and the rhythm stays`() {
        val start = trial.bench.clock.now()
        val ticks = ArrayList<Long>()
        val worker = Worker<Long> { ticks += trial.bench.clock.now() - start }
        val run = trial.run(interval(10), worker)
        trial.advance(15)
        worker.done()
        trial.advance(30) // 30 and 40 are skipped
        worker.done()
        trial.advance(15)
        worker.done() // at the very time of a tick, which is not over
        assertThat(ticks).containsExactly(10, 20, 50, 60)
        assertThat(worker.received).containsExactly(0, 1, 2, 3)
        run.cancel()
        assertThat(run.hasEnded).isTrue()
    }

    @Test
    fun `bad arguments are named`() {
        assertThatIllegalArgumentException().isThrownBy { batch(hand, 1, 0) }.withMessage("maxAge: 0 s is not positive")
        assertThatIllegalArgumentException().isThrownBy { batch(hand, 0, 1) }.withMessage("size: 0 is less than 1")
        assertThatIllegalArgumentException().isThrownBy { throttle(hand, 0, 1) }.withMessage("count: 0 is less than 1")
        assertThatIllegalArgumentException()
            .isThrownBy { throttle(hand, 1, -5_000_000) }
            .withMessage("per: -5 ms is not positive")
        assertThatIllegalArgumentException().isThrownBy { debounce(hand, 0) }
        assertThatIllegalArgumentException().isThrownBy { timeout(hand, 0) }
        assertThatIllegalArgumentException().isThrownBy { interval(0) }
    }
}
