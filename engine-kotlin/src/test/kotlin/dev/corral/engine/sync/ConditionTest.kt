package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import dev.corral.engine.taskGroup
import java.util.Random
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What a condition promises, to coroutines. */
@Timeout(120)
class ConditionTest {
    private val lock = AsyncLock("shared")
    private val condition = lock.newCondition()

    private fun taken() = checkNotNull(lock.tryAcquire())

    @AfterEach
    fun `the lock is free and nobody waits`() {
        assertThat(condition.statistics()).isEqualTo(ConditionStatistics(0))
        assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
        taken().close()
    }

    /** Waits with the lock, and when the wait is over still has it. */
    private fun waiter(timeout: Duration? = null) = running {
        lock.withLock {
            try {
                if (timeout == null) condition.await().let { true } else condition.await(timeout)
            } finally {
                assertThat(lock.isLocked).isTrue()
            }
        }
    }

    private fun signal(count: Int = 1) = taken().use { condition.signal(count) }

    @Test
    fun `those who wait are woken in the order in which they came, as many as were signalled`() {
        val order = mutableListOf<Int>()
        val waiters =
            List(6) { number ->
                running {
                    lock.withLock {
                        condition.await()
                        order += number
                    }
                }
            }
        assertThat(condition.statistics().waiting).isEqualTo(6)
        signal()
        assertThat(order).containsExactly(0)
        signal(0)
        signal(2)
        assertThat(order).containsExactly(0, 1, 2)
        taken().use { condition.signalAll() }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5)
        waiters.forEach { it.outcome().getOrThrow() }
        signal(100)
        assertThatThrownBy { condition.signal(-1) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessage("count: -1 is negative")
    }

    @Test
    fun `a signal without anybody who waits is lost`() {
        signal()
        val waiter = waiter()
        assertThat(waiter.hasEnded).isFalse()
        signal()
        assertThat(waiter.outcome().getOrThrow()).isTrue()
    }

    @Test
    fun `whoever does not hold the lock is refused`() =
        runBlocking<Unit> {
            val refused = "lock 'shared' is free, not by the caller, who is no task"
            assertThatThrownBy { condition.signal() }.hasMessage("signal: $refused")
            assertThatThrownBy { condition.signalAll() }.hasMessage("signalAll: $refused")
            assertThat(running { condition.await() }.outcome().exceptionOrNull()).hasMessage("await: $refused")
            assertThat(running { condition.await(1.hours) }.outcome().exceptionOrNull()).hasMessage("await: $refused")
            assertThat(running { condition.awaitUntil { true } }.outcome().exceptionOrNull())
                .hasMessage("awaitUntil: $refused")
            taskGroup {
                val has = CompletableDeferred<Unit>()
                val done = CompletableDeferred<Unit>()
                spawn("holder") {
                    lock.withLock {
                        has.complete(Unit)
                        done.await()
                        // A part of the holder may.
                        taskGroup { spawn { condition.signal() } }
                    }
                }
                spawn("other") {
                        has.await()
                        val byOther = catchThrowable { runBlocking { condition.await() } }
                        assertThat(byOther).hasMessage("await: lock 'shared' is held by 'holder', not by 'other'")
                    }
                    .await()
                done.complete(Unit)
            }
        }

    @Test
    fun `a cancelled one has the lock again before it ends, and took no signal`() {
        val first = waiter()
        val second = waiter()
        val permit = taken()
        first.cancel()
        assertThat(first.hasEnded).isFalse()
        condition.signal()
        permit.close()
        assertThat(first.outcome().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        assertThat(second.outcome().getOrThrow()).isTrue()
    }

    @Test
    fun `one that was signalled before it was cancelled returns`() {
        val first = waiter()
        val second = waiter()
        taken().use {
            condition.signal()
            first.cancel()
        }
        assertThat(first.outcome().getOrThrow()).isTrue()
        assertThat(second.hasEnded).isFalse()
        signal()
        second.outcome().getOrThrow()
    }

    @Test
    fun `a cancelled caller does not let go of the lock`() =
        runBlocking<Unit> {
            val permit = taken()
            val outcome = running {
                currentCoroutineContext().cancel()
                condition.await()
            }
            assertThat(outcome.outcome().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
            assertThat(
                    running { currentCoroutineContext().cancel().also { condition.awaitUntil { true } } }
                        .outcome()
                        .isFailure
                )
                .isTrue()
            assertThat(lock.isLocked).isTrue()
            permit.close()
        }

    @Test
    fun `when the time has passed it has the lock again`() {
        assertThat(waiter(20.milliseconds).outcome().getOrThrow()).isFalse()
        assertThat(waiter(Duration.ZERO).outcome().getOrThrow()).isFalse()
        val waiter = waiter(1.hours)
        signal()
        assertThat(waiter.outcome().getOrThrow()).isTrue()
    }

    @Test
    fun `the same permit holds the lock after the wait`() {
        val permit = taken()
        val waiter = running { condition.await() }
        val other = taken()
        condition.signal()
        other.close()
        waiter.outcome().getOrThrow()
        assertThat(lock.isLocked).isTrue()
        permit.close()
        permit.close()
        assertThat(lock.isLocked).isFalse()
    }

    @Test
    fun `a permit that is closed while its holder waits ends the wait`() {
        val closed = "await: the permit of lock 'shared' was closed meanwhile"
        val permit = taken()
        val waiter = running { condition.await() }
        permit.close()
        assertThat(waiter.outcome().exceptionOrNull()).hasMessage(closed)
        // In line for the lock.
        val again = taken()
        val second = running { condition.await() }
        val other = taken()
        condition.signal()
        again.close()
        assertThat(second.outcome().exceptionOrNull()).hasMessage(closed)
        other.close()
        // Cancelled, and in line for the lock.
        val third = taken()
        val cancelled = running { condition.await() }
        val last = taken()
        cancelled.cancel()
        third.close()
        assertThat(cancelled.outcome().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        last.close()
    }

    @Test
    fun `those who wait for a signal fail when the lock is abandoned, and so do those on their way back`() =
        runBlocking<Unit> {
            lateinit var kept: Permit
            val abandoned = "lock 'shared': its holder 'forgetful' ended without releasing it"
            val direct = List(3) { running { lock.withLock { condition.await() } } }
            val cancelled = running { lock.withLock { condition.await() } }
            taskGroup {
                spawn("forgetful") {
                    kept = checkNotNull(lock.tryAcquire())
                    condition.signal()
                }
            }
            cancelled.cancel()
            for (one in direct) assertThat(one.outcome().exceptionOrNull()).hasMessage(abandoned)
            assertThat(cancelled.outcome().exceptionOrNull()).hasMessage(abandoned)
            kept.close()
        }

    @Test
    fun `awaitUntil does not wait for what is true`() {
        var isTrue = false
        val waiter = running { lock.withLock { condition.awaitUntil { isTrue } } }
        signal()
        assertThat(waiter.hasEnded).isFalse()
        isTrue = true
        signal()
        waiter.outcome().getOrThrow()
        running { lock.withLock { condition.awaitUntil { true } } }.outcome().getOrThrow()
        val boom = IllegalStateException("boom")
        assertThat(running { lock.withLock { condition.awaitUntil { throw boom } } }.outcome().exceptionOrNull())
            .isSameAs(boom)
    }

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
