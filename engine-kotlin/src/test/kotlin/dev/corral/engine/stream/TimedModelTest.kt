package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.debounce
import dev.corral.engine.stream.kernel.map
import dev.corral.engine.stream.kernel.throttle
import dev.corral.engine.stream.kernel.timeout
import java.util.concurrent.TimeoutException
import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What passes, and when, for elements that come at random: compared with what the definition says. */
@Timeout(60)
class TimedModelTest {
    /** Elements that came or passed at a time. */
    private data class Event(val at: Long, val elements: List<Int>)

    private class History(val came: List<Event>, val endedAt: Long, val passed: List<Event>, val failure: Throwable?)

    private fun each(of: (Source<Int>) -> Source<List<Int>>, check: (History) -> Unit) {
        repeat(1_000) { seed ->
            try {
                check(history(Random(seed), of))
            } catch (t: Throwable) {
                throw AssertionError("seed $seed", t)
            }
        }
    }

    /** Elements that come at random, to a sink that works no time. */
    private fun history(random: Random, of: (Source<Int>) -> Source<List<Int>>): History {
        val trial = Trial()
        val hand = Hand<Int>()
        val start = trial.bench.clock.now()
        fun now() = trial.bench.clock.now() - start
        val passed = ArrayList<Event>()
        val run = trial.run(of(hand), Worker<List<Int>>(isBusy = false) { passed += Event(now(), it) })
        val came = ArrayList<Event>()
        repeat(random.nextInt(40)) {
            trial.advance(if (random.nextBoolean()) 0 else random.nextInt(15))
            came += Event(now(), listOf(came.size))
            hand.push(came.size - 1)
        }
        trial.advance(random.nextInt(15))
        hand.end()
        val endedAt = now()
        trial.advance(1_000)
        assertThat(run.hasEnded).isTrue()
        trial.close()
        return History(came, endedAt, passed, run.failure())
    }

    @Test
    fun `an element passes debounce when nothing newer came for so long`() {
        each({ single(debounce(it, 5)) }) { history ->
            val expected =
                history.came.mapIndexedNotNull { i, event ->
                    val next = history.came.getOrNull(i + 1)
                    when {
                        next == null -> event.copy(at = minOf(event.at + 5, history.endedAt))
                        next.at - event.at >= 5 -> event.copy(at = event.at + 5)
                        else -> null
                    }
                }
            assertThat(history.passed).isEqualTo(expected)
        }
    }

    @Test
    fun `an element passes throttle as soon as the window allows`() {
        each({ single(throttle(it, 3, 10)) }) { history ->
            val times = ArrayList<Long>()
            for (event in history.came) {
                val window = if (times.size < 3) 0 else times[times.size - 3] + 10
                times += maxOf(event.at, window)
            }
            assertThat(history.passed).isEqualTo(history.came.zip(times) { event, at -> event.copy(at = at) })
        }
    }

    @Test
    fun `a batch passes when it is full, old enough, or the last one`() {
        each({ batch(it, 3, 10) }) { history ->
            val expected = ArrayList<Event>()
            val rest = ArrayDeque(history.came)
            while (rest.isNotEmpty()) {
                val due = rest.first().at + 10
                val size = rest.take(3).count { it.at < due }
                val batch = List(size) { rest.removeFirst() }
                val at = if (size == 3) batch.last().at else minOf(due, history.endedAt)
                expected += Event(at, batch.flatMap { it.elements })
            }
            assertThat(history.passed).isEqualTo(expected)
        }
    }

    @Test
    fun `a source is too late when any gap is too long`() {
        each({ single(timeout(it, 12)) }) { history ->
            val times = listOf(0L) + history.came.map { it.at } + history.endedAt
            val inTime = times.zipWithNext { a, b -> b - a }.takeWhile { it < 12 }.size
            if (inTime == times.size - 1) {
                assertThat(history.failure).isNull()
                assertThat(history.passed).isEqualTo(history.came)
            } else {
                assertThat(history.failure).isInstanceOf(TimeoutException::class.java)
                assertThat(history.passed).isEqualTo(history.came.take(inTime))
            }
        }
    }

    private fun single(source: Source<Int>): Source<List<Int>> = map(source) { listOf(it) }
}
