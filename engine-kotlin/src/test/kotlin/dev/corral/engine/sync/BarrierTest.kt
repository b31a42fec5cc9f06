package dev.corral.engine.sync

import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import dev.corral.engine.taskGroup
import java.util.Random
import java.util.concurrent.BrokenBarrierException
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What a barrier promises, to coroutines. */
@Timeout(120)
class BarrierTest {
    private val barrier = AsyncBarrier(3, "shared")

    private fun arrival() = running { barrier.await() }

    @Test
    fun `all pass when the last one comes, and it is there for the next round`() {
        repeat(3) {
            val first = arrival()
            val second = arrival()
            assertThat(barrier.waiting).isEqualTo(2)
            assertThat(first.hasEnded).isFalse()
            val last = arrival()
            assertThat(listOf(first, second, last).map { it.outcome().getOrThrow() }).containsExactly(0, 1, 2)
            assertThat(barrier.statistics()).isEqualTo(BarrierStatistics(3, 0, false))
        }
    }

    @Test
    fun `a barrier of one lets everybody pass`() =
        runBlocking<Unit> {
            val alone = AsyncBarrier(1)
            assertThat(alone.await()).isZero()
            assertThat(alone.await(Duration.ZERO)).isZero()
        }

    @Test
    fun `there have to be parties`() {
        for (parties in listOf(0, -2)) {
            assertThatThrownBy { AsyncBarrier(parties) }
                .isInstanceOf(IllegalArgumentException::class.java)
                .hasMessage("parties: $parties is less than 1")
        }
    }

    @Test
    fun `one that is cancelled, or whose time passes, leaves, and nothing is broken`() {
        val cancelled = arrival()
        val late = running { barrier.await(20.milliseconds) }
        assertThat(late.outcome().getOrThrow()).isNull()
        assertThat(running { barrier.await(Duration.ZERO) }.outcome().getOrThrow()).isNull()
        val second = running { barrier.await(1.hours) }
        cancelled.cancel()
        assertThat(cancelled.outcome().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        assertThat(barrier.waiting).isEqualTo(1)
        assertThat(barrier.isBroken).isFalse()
        val third = arrival()
        val last = running { barrier.await(Duration.ZERO) }
        assertThat(listOf(second, third, last).map { it.outcome().getOrThrow() }).containsExactly(0, 1, 2)
    }

    @Test
    fun `a cancelled coroutine does not come`() {
        arrival().let { first ->
            val second = arrival()
            val cancelled = running { currentCoroutineContext().cancel().also { barrier.await() } }
            assertThat(cancelled.outcome().isFailure).isTrue()
            assertThat(barrier.waiting).isEqualTo(2)
            arrival().outcome().getOrThrow()
            assertThat(first.outcome().getOrThrow() + second.outcome().getOrThrow()).isEqualTo(1)
        }
    }

    @Test
    fun `an aborted barrier fails everybody until it is reset`() {
        val waiting = List(2) { arrival() }
        barrier.abort()
        for (one in waiting + List(3) { arrival() }) {
            assertThat(one.outcome().exceptionOrNull())
                .isInstanceOf(BrokenBarrierException::class.java)
                .hasMessage("barrier 'shared' was aborted")
        }
        assertThat(barrier.isBroken).isTrue()
        assertThat(barrier.toString()).isEqualTo("AsyncBarrier[shared, 0 of 3 waiting, broken]")
        barrier.reset()
        assertThat(barrier.isBroken).isFalse()
        val again = List(3) { arrival() }
        again.forEach { it.outcome().getOrThrow() }
    }

    @Test
    fun `a reset fails those who wait`() {
        val waiting = List(2) { arrival() }
        barrier.reset()
        for (one in waiting) {
            assertThat(one.outcome().exceptionOrNull())
                .isInstanceOf(BrokenBarrierException::class.java)
                .hasMessage("barrier 'shared' was reset")
        }
        List(3) { arrival() }.forEach { it.outcome().getOrThrow() }
    }

    @Test fun `the last arrival against a cancellation`() = arrivalAgainstCancel(10_000)

    @Test @Tag("stress") fun `the last arrival against a cancellation, for long`() = arrivalAgainstCancel(100_000)

    /** Either all pass, or one is cancelled and the others wait for another one in its place. */
    private fun arrivalAgainstCancel(rounds: Int) {
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val first = if (round % 3 == 0) running { barrier.await((1 + round % 100).microseconds) } else arrival()
                val second = arrival()
                val last = CompletableFuture<Running<Int>>()
                racers.race(
                    {
                        stagger(round)
                        last.complete(arrival())
                    },
                    {
                        stagger(round / 3)
                        first.cancel()
                    },
                )
                val isOut = first.outcome().getOrNull() == null
                if (isOut) {
                    assertThat(barrier.waiting).isEqualTo(2)
                    assertThat(arrival().outcome().getOrThrow()).isEqualTo(2)
                }
                val others = listOf(second, last.get()).map { it.outcome().getOrThrow() }
                assertThat(others).containsExactlyInAnyOrderElementsOf(if (isOut) listOf(0, 1) else listOf(1, 2))
                assertThat(barrier.statistics()).isEqualTo(BarrierStatistics(3, 0, false))
            }
        }
    }

    @Test fun `an abort against the last arrival`() = abortAgainstArrival(10_000)

    @Test @Tag("stress") fun `an abort against the last arrival, for long`() = abortAgainstArrival(100_000)

    /** Either all pass, or all fail. */
    private fun abortAgainstArrival(rounds: Int) {
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val early = List(2) { arrival() }
                val last = CompletableFuture<Running<Int>>()
                racers.race(
                    {
                        stagger(round)
                        last.complete(arrival())
                    },
                    {
                        stagger(round / 3)
                        if (round % 2 == 0) barrier.abort() else barrier.reset()
                    },
                )
                val passed = early.map { it.outcome().isSuccess }
                assertThat(passed.distinct()).hasSize(1)
                if (round % 2 == 0 || passed[0]) {
                    assertThat(last.get().outcome().isSuccess).isEqualTo(passed[0])
                } else {
                    // It came after the reset, into the next round.
                    List(2) { arrival() }.forEach { it.outcome().getOrThrow() }
                    last.get().outcome().getOrThrow()
                }
                barrier.reset()
                assertThat(barrier.waiting).isZero()
            }
        }
    }

    @Test
    fun `a thousand rounds, with parties that are cancelled and come again, leave nobody behind`() =
        runBlocking<Unit> {
            val rounds = 1_000
            val done = IntArray(3)
            taskGroup {
                repeat(3) { party ->
                    spawn {
                        val random = Random(party.toLong())
                        while (done[party] < rounds) {
                            // What the others did in this round is seen here, and they are not a round ahead.
                            val attempt = launchIn(random)
                            if (attempt) {
                                done[party]++
                                // Another one for all to have looked before anybody goes on.
                                val before = done[party]
                                for (other in done.indices) assertThat(done[other]).isBetween(before - 1, before)
                                barrier.await()
                            }
                        }
                    }
                }
            }
            assertThat(done).containsOnly(rounds)
            assertThat(barrier.waiting).isZero()
        }

    /** Comes to the barrier as a coroutine of its own, which may be cancelled; whether it passed. */
    private suspend fun launchIn(random: Random): Boolean {
        val cancels = random.nextInt(4) == 0
        val arrival = kotlinx.coroutines.CompletableDeferred<Boolean>()
        val scope = kotlinx.coroutines.CoroutineScope(Dispatchers.Default)
        val job = scope.launch {
            try {
                barrier.await()
                arrival.complete(true)
            } finally {
                arrival.complete(false)
            }
        }
        if (cancels) job.cancel()
        job.join()
        // Cancelled before it began, it did not come.
        arrival.complete(false)
        return arrival.await()
    }
}
