package dev.corral.engine.combine

import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.kernel.Backoff
import dev.corral.engine.testing.VirtualTime
import java.io.IOException
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

@Timeout(30)
class RetryTest {
    private val calls = AtomicInteger()
    private val atOnce = RetryPolicy(attempts = 3, base = Duration.ZERO)
    private val errors = List(5) { IOException("#$it") }

    private fun failure(): Throwable = errors[calls.getAndIncrement()]

    @Test
    fun `attempts are counted in total, and earlier failures suppressed in the last`() {
        val thrown = catchThrowable { runBlocking { retry(atOnce) { throw failure() } } }
        assertThat(thrown).isSameAs(errors[2])
        assertThat(errors[2].suppressed).containsExactly(errors[0], errors[1])
        assertThat(calls).hasValue(3)
    }

    @Test
    fun `a value after failures is the result, and a rejected one is disposed of`() =
        runBlocking<Unit> {
            val disposed = ConcurrentLinkedQueue<Int>()
            val policy = RetryPolicy(attempts = 4, base = Duration.ZERO, retryOnResult = { it == 1 })
            val value =
                retry(policy, onUndelivered = { disposed.add(it) }) {
                    when (val call = calls.getAndIncrement()) {
                        0 -> throw IOException()
                        else -> call
                    }
                }
            assertThat(value).isEqualTo(2)
            assertThat(disposed).containsExactly(1)
        }

    @Test
    fun `only the type that was asked for is tried again`() {
        val other = IllegalStateException("other")
        val thrown = catchThrowable {
            runBlocking { retryOn<IOException, Int> { throw if (calls.getAndIncrement() == 0) errors[0] else other } }
        }
        assertThat(thrown).isSameAs(other)
        assertThat(calls).hasValue(2)
    }

    @Test
    fun `a cancellation that the block raised by itself is not tried again`() {
        val strange = CancellationException("strange")
        val thrown = AtomicInteger()
        runBlocking<Unit> {
            try {
                retry<Int>(RetryPolicy(3, Duration.ZERO, retryOn = { true })) {
                    calls.incrementAndGet()
                    throw strange
                }
            } catch (e: CancellationException) {
                if (e === strange) thrown.incrementAndGet()
            }
        }
        assertThat(thrown).hasValue(1)
        assertThat(calls).hasValue(1)
    }

    @Test
    fun `a cancellation of the caller during the pause ends it`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val pausing = CompletableDeferred<Unit>()
            val policy = RetryPolicy(base = 1.hours, max = 1.hours, onAttempt = { pausing.complete(Unit) })
            val job = launch { retry(policy) { throw failure() } }
            pausing.await()
            job.cancelAndJoin()
            assertThat(calls).hasValue(1)
        }

    @Test
    fun `a time-out of the caller's during the pause ends it`() {
        val policy = RetryPolicy(base = 1.hours, max = 1.hours)
        VirtualTime().use { time ->
            val late = { time.call { runSync { withTimeout(5.milliseconds) { retry(policy) { throw failure() } } } } }
            assertThatThrownBy { late() }.isInstanceOf(TimeoutException::class.java)
            assertThat(time.elapsed).isEqualTo(5.milliseconds)
            assertThat(calls).hasValue(1)
        }
    }

    @Test
    fun `if the next delay would pass the deadline the last failure counts at once`() {
        val policy = RetryPolicy(base = 1.hours, max = 1.hours)
        val thrown = catchThrowable { runBlocking { failAfter(20.seconds) { retry(policy) { throw failure() } } } }
        assertThat(thrown).isSameAs(errors[0])
        assertThat(thrown).isNotInstanceOf(TimeoutException::class.java)
    }

    @Test
    fun `a hundred thousand failures do not grow the stack`() {
        val thrown = catchThrowable {
            runBlocking {
                retry(RetryPolicy(100_000, Duration.ZERO)) { throw IOException("${calls.incrementAndGet()}") }
            }
        }
        assertThat(thrown).hasMessage("100000")
        assertThat(thrown.suppressed).hasSize(16)
    }

    @ParameterizedTest
    @ValueSource(doubles = [0.0, 0.3, 0.999_999])
    fun `a delay grows by the factor, stays within its bounds and never overflows`(random: Double) {
        val backoff = Backoff(1_000, Long.MAX_VALUE, 2.0, 1.0)
        var before = 0L
        for (failed in 1..10_000) {
            val delay = backoff.delayAfter(failed, random)
            assertThat(delay).isBetween(before, Long.MAX_VALUE)
            before = delay
        }
        assertThat(Backoff(1_000, 5_000, 2.0, 0.0).delayAfter(3, random)).isEqualTo(4_000)
        assertThat(Backoff(1_000, 5_000, 2.0, 0.0).delayAfter(4, random)).isEqualTo(5_000)
        assertThat(Backoff(1_000, 5_000, 2.0, 0.5).delayAfter(9, random)).isBetween(2_500, 5_000)
        assertThat(Backoff(0, Long.MAX_VALUE, Double.MAX_VALUE, 1.0).delayAfter(10_000, random)).isZero()
        assertThat(Backoff(Long.MAX_VALUE, Long.MAX_VALUE, Double.MAX_VALUE, 0.0).delayAfter(10_000, random))
            .isEqualTo(Long.MAX_VALUE)
        assertThat(Backoff(1, Long.MAX_VALUE, 1.0, 0.0).delayAfter(Int.MAX_VALUE, random)).isEqualTo(1)
    }

    @Test
    fun `bad numbers are refused with the value in the text`() {
        assertThatThrownBy { RetryPolicy(attempts = 0) }.hasMessageContaining("attempts: 0")
        assertThatThrownBy { RetryPolicy(base = (-1).seconds) }.hasMessageContaining("base: -1")
        assertThatThrownBy { RetryPolicy(base = 2.seconds, max = 1.seconds) }.hasMessageContaining("max: 1")
        assertThatThrownBy { RetryPolicy(factor = Double.NaN) }.hasMessageContaining("factor: NaN")
        assertThatThrownBy { RetryPolicy(jitter = 2.0) }.hasMessageContaining("jitter: 2.0")
    }
}
