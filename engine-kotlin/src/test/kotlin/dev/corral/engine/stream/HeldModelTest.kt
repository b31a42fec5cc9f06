package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.backpressure
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.buffer
import dev.corral.engine.stream.kernel.debounce
import dev.corral.engine.stream.kernel.dropLatest
import dev.corral.engine.stream.kernel.dropOldest
import dev.corral.engine.stream.kernel.failing
import dev.corral.engine.stream.kernel.map
import dev.corral.engine.stream.kernel.throttle
import dev.corral.engine.stream.kernel.timeout
import java.util.concurrent.TimeoutException
import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Random histories of every operator that holds elements back: each element is passed on or dropped, exactly once. */
@Timeout(60)
class HeldModelTest {
    /** [ahead]: how many are pulled ahead at most; null if some are dropped by contract. */
    internal enum class Kind(val ahead: Int?, val of: (Source<Int>) -> Source<List<Int>>) {
        BUFFER_1(1, { single(buffer(it, 1)) }),
        BUFFER_4(4, { single(buffer(it, 4)) }),
        BACKPRESSURE(5, { single(backpressure(it, 5, 2)) }),
        CONFLATE(null, { single(dropOldest(it, 1)) }),
        DROP_OLDEST(null, { single(dropOldest(it, 3)) }),
        DROP_LATEST(null, { single(dropLatest(it, 3)) }),
        FAIL(null, { single(failing(it, 3, ::StreamOverflowException)) }),
        BATCH(5, { batch(it, 3, 10) }),
        THROTTLE(1, { single(throttle(it, 2, 10)) }),
        DEBOUNCE(null, { single(debounce(it, 5)) }),
        TIMEOUT(0, { single(timeout(it, 20)) }),
        ALL(null, { single(debounce(buffer(throttle(timeout(backpressure(it, 4, 1), 200), 3, 5), 2), 5)) }),
    }

    @ParameterizedTest
    @EnumSource
    internal fun `each element is passed on or dropped, once, and in order`(kind: Kind) {
        repeat(CASES) { seed ->
            try {
                Case(kind, Random(seed)).run()
            } catch (t: Throwable) {
                throw AssertionError("$kind, seed $seed", t)
            }
        }
    }

    private class Case(private val kind: Kind, private val random: Random) {
        private val boom = Exception("boom")
        private val trial = Trial()
        private val hand = Hand<Int>()
        private val worker = Worker<List<Int>>(isBusy = random.nextInt(4) > 0)
        private val run = trial.run(kind.of(hand), worker)
        private var isRegular = true
        private var pushed = 0

        fun run() {
            repeat(random.nextInt(60)) {
                act()
                if (kind.ahead != null && !run.hasEnded) {
                    assertThat(hand.emitted.size - worker.received.flatten().size).isLessThanOrEqualTo(kind.ahead)
                }
            }
            if (random.nextBoolean()) run.cancel().also { isRegular = false } else finish()
            check()
            trial.close()
        }

        private fun act() {
            when (random.nextInt(100)) {
                in 0..44 -> repeat(random.nextInt(5)) { hand.push(++pushed) }
                in 45..69 -> trial.advance(random.nextInt(15))
                in 70..94 -> worker.done()
                95 -> worker.done { Demand.ENOUGH }.also { isRegular = false }
                96 -> worker.done { throw boom }.also { isRegular = false }
                97 -> hand.end()
                98 -> hand.end(boom)
                99 -> if (random.nextInt(3) == 0) run.cancel().also { isRegular = false }
            }
        }

        private fun finish() {
            hand.end()
            repeat(400) {
                worker.done()
                trial.advance(10)
            }
        }

        private fun check() {
            assertThat(run.hasEnded).isTrue()
            assertThat(hand.isClosed).isTrue()
            assertThat(worker.isWorking).isFalse()
            assertThat(trial.bench.clock.pending).isZero()
            val received = worker.received.flatten()
            assertThat((received + hand.dropped).sorted()).isEqualTo(hand.emitted)
            assertThat(received).isSorted()
            assertThat(worker.received).allMatch { it.size in 1..3 }
            run.failure()?.let {
                if (it !is TimeoutException && it !is StreamOverflowException) assertThat(it).isSameAs(boom)
                assertThat(it.suppressed).allMatch { it is StreamOverflowException && kind == Kind.FAIL }
            }
            // Ended by its source, it passed everything on; a failure of the source comes last.
            if (isRegular && kind.ahead != null) assertThat(hand.dropped).isEmpty()
            if (isRegular && kind == Kind.DEBOUNCE)
                assertThat(received.lastOrNull()).isEqualTo(hand.emitted.lastOrNull())
        }
    }

    private companion object {
        const val CASES = 2_000

        fun single(source: Source<Int>): Source<List<Int>> = map(source) { listOf(it) }
    }
}
