package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import java.util.Random
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.microseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** Signals, cancellations, time-outs and passers-by that meet at a condition. */
class ConditionRaceTest : ConditionBench() {
    @Test fun `a signal against a cancellation wakes exactly one`() = signalAgainstCancel(10_000)

    @Test @Tag("stress") fun `a signal against a cancellation, for long`() = signalAgainstCancel(100_000)

    private fun signalAgainstCancel(rounds: Int) {
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val first = waiter()
                val second = waiter()
                racers.race(
                    {
                        stagger(round)
                        runBlocking { lock.withLock { condition.signal() } }
                    },
                    {
                        stagger(round / 3)
                        first.cancel()
                    },
                )
                val cancelled = first.outcome().isFailure
                assertThat(condition.statistics().waiting).isEqualTo(if (cancelled) 0 else 1)
                if (!cancelled) signal()
                assertThat(second.outcome().getOrThrow()).isTrue()
                assertThat(lock.isLocked).isFalse()
            }
        }
    }

    @Test fun `a signal against the end of the time wakes exactly one`() = signalAgainstTimeout(3_000)

    @Test @Tag("stress") fun `a signal against the end of the time, for long`() = signalAgainstTimeout(60_000)

    private fun signalAgainstTimeout(rounds: Int) {
        Racers(1).use { racers ->
            repeat(rounds) { round ->
                val first = waiter((1 + round % 150).microseconds)
                val second = waiter()
                racers.race({
                    stagger(round)
                    runBlocking { lock.withLock { condition.signal() } }
                })
                if (first.outcome().getOrThrow()) signal()
                assertThat(second.outcome().getOrThrow()).isTrue()
            }
        }
    }

    @Test fun `an arrival against a cancellation and a close`() = arrivalAgainstCancel(10_000)

    @Test @Tag("stress") fun `an arrival against a cancellation and a close, for long`() = arrivalAgainstCancel(100_000)

    private fun arrivalAgainstCancel(rounds: Int) {
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val permit = taken()
                val job = Job()
                val waiter = java.util.concurrent.CompletableFuture<Running<Unit>>()
                racers.race(
                    { waiter.complete(Running(job) { condition.await() }) },
                    {
                        stagger(round)
                        job.cancel()
                    },
                    {
                        stagger(round / 3)
                        permit.close()
                    },
                )
                assertThat(waiter.get().outcome().isFailure).isTrue()
                assertThat(condition.statistics().waiting).isZero()
                assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
            }
        }
    }

    @Test fun `passers-by against one who waits, and leaves`() = passersBy(5_000)

    @Test @Tag("stress") fun `passers-by against one who waits, and leaves, for long`() = passersBy(100_000)

    private fun passersBy(rounds: Int) {
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val passBy = { repeat(20) { lock.tryAcquire()?.close() } }
                racers.race(
                    passBy,
                    passBy,
                    {
                        stagger(round)
                        val waiter = waiter()
                        val impatient = running { lock.acquire() }
                        impatient.cancel()
                        impatient.outcome().onSuccess(Permit::close)
                        waiter.cancel()
                        assertThat(waiter.outcome().isFailure).isTrue()
                    },
                )
                assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
            }
        }
    }

    @Test
    fun `nothing is lost in a bounded buffer whose users are cancelled`() =
        runBlocking<Unit> {
            val buffer = ArrayDeque<Int>()
            val notFull = lock.newCondition()
            val notEmpty = lock.newCondition()
            val put = AtomicInteger()
            val taken = AtomicInteger()
            val random = Random(7)
            coroutineScope {
                repeat(400) {
                    val producers =
                        List(4) {
                            launch(Dispatchers.Default) {
                                repeat(5) {
                                    lock.withLock {
                                        notFull.awaitUntil { buffer.size < 3 }
                                        buffer += put.incrementAndGet()
                                        notEmpty.signal()
                                    }
                                }
                            }
                        }
                    val consumers =
                        List(4) {
                            launch(Dispatchers.Default) {
                                repeat(5) {
                                    lock.withLock {
                                        notEmpty.awaitUntil { buffer.isNotEmpty() }
                                        assertThat(buffer.removeFirst()).isEqualTo(taken.incrementAndGet())
                                        notFull.signal()
                                    }
                                }
                            }
                        }
                    // Whoever is left over would wait for ever for those that are cancelled.
                    val everybody = (producers + consumers).shuffled(random)
                    everybody.take(random.nextInt(3)).forEach { it.cancel() }
                    repeat(random.nextInt(20)) { yield() }
                    everybody.forEach { it.cancel() }
                    everybody.forEach { it.join() }
                    lock.withLock {
                        assertThat(put.get()).isEqualTo(taken.get() + buffer.size)
                        taken.addAndGet(buffer.size)
                        buffer.clear()
                    }
                }
            }
            assertThat(notFull.statistics().waiting + notEmpty.statistics().waiting).isZero()
        }
}
