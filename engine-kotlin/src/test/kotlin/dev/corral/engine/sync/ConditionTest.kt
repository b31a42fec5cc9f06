package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.taskGroup
import java.util.concurrent.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test

/** What a condition promises, to coroutines. */
class ConditionTest : ConditionBench() {
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
            val refused = "lock 'shared' is free"
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
}
