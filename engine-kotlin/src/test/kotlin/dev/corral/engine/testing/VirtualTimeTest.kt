package dev.corral.engine.testing

import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.sleepBlocking
import dev.corral.engine.interop.toThread
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.taskGroup
import dev.corral.engine.taskOnWorkers
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import kotlin.concurrent.thread
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.delay
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(120)
class VirtualTimeTest {
    @Test
    fun `coroutines' own delays and time-outs go by the clock`() {
        virtualTime { time ->
            delay(1.hours)
            assertThat(time.elapsed).isEqualTo(1.hours)
            val late = runCatching { withTimeout(30.minutes) { delay(2.hours) } }
            assertThat(late.exceptionOrNull()).isInstanceOf(TimeoutCancellationException::class.java)
            assertThat(time.elapsed).isEqualTo(90.minutes)
            taskGroup {
                repeat(10) { index -> spawn { delay((index + 1).hours) } }
                spawnBlocking { sleepBlocking(5.hours) }
            }
            assertThat(time.elapsed).isEqualTo(11.hours + 30.minutes)
        }
    }

    @Test
    fun `no hand-over lets the time go on`() {
        val seed = System.getProperty("corral.seed")?.toLong() ?: Random.nextLong()
        println("seed $seed")
        val random = Random(seed)
        virtualTime { time ->
            taskGroup {
                // What a jump would go to.
                spawnDaemon { delay(1.hours) }
                val passes = AsyncSemaphore(0)
                val back = AsyncSemaphore(0)
                spawnDaemon {
                    while (true) {
                        passes.acquire()
                        back.release()
                    }
                }
                repeat(20_000) { round ->
                    when (random.nextInt(6)) {
                        0 -> toThread {}
                        1 -> spawn { yield() }.await()
                        2 -> {
                            passes.release()
                            back.acquire()
                        }
                        3 -> toThread { runSync { toThread {} } }
                        4 -> taskGroup { repeat(3) { spawnBlocking {} } }
                        else -> {
                            val event = AsyncEvent()
                            val waiter = spawnBlocking { runSync { event.await() } }
                            spawn { event.set() }
                            waiter.await()
                        }
                    }
                    assertThat(time.elapsed).describedAs("round %s", round).isEqualTo(Duration.ZERO)
                }
            }
        }
    }

    @Test
    fun `sleeps and delays of many take exactly as long as the longest`() {
        virtualTime { time ->
            var expected = Duration.ZERO
            repeat(500) { round ->
                taskGroup {
                    spawn { delay(round.milliseconds) }
                    spawnBlocking { sleepBlocking((round + 1).milliseconds) }
                    spawnBlocking { runSync { delay(1.milliseconds) } }
                }
                expected += (round + 1).milliseconds
                assertThat(time.elapsed).isEqualTo(expected)
            }
        }
    }

    @Test
    fun `time stands still while a body blocks outside of Corral`() {
        virtualTime { time ->
            repeat(500) {
                val isIn = CountDownLatch(1)
                val mayGo = CountDownLatch(1)
                val outside = thread {
                    isIn.await()
                    repeat(20) { Thread.yield() }
                    mayGo.countDown()
                }
                failAfter(1.hours) {
                    toThread {
                        isIn.countDown()
                        mayGo.await()
                    }
                }
                toThread { outside.join() }
            }
            assertThat(time.elapsed).isEqualTo(Duration.ZERO)
        }
    }

    @Test
    fun `time stands still until a stage from outside is done`() {
        virtualTime { time ->
            val stage = CompletableFuture<String>()
            time.standStillUntil(stage)
            val outside = thread { stage.complete("x") }
            assertThat(failAfter(1.hours) { stage.await() }).isEqualTo("x")
            assertThat(time.elapsed).isEqualTo(Duration.ZERO)
            toThread { outside.join() }
        }
    }

    @Test
    fun `moved by hand, time goes where it is told to and everything due is done`() {
        virtualTime(byHand = true) { time ->
            val done = ArrayList<Duration>()
            taskGroup {
                for (seconds in listOf(3, 1, 2)) {
                    spawn {
                        delay(seconds.seconds)
                        synchronized(done) { done += time.elapsed }
                    }
                }
                toThread {
                    time.settle()
                    assertThat(done).isEmpty()
                    time.advanceBy(1.seconds - 1.nanoseconds)
                    assertThat(done).isEmpty()
                    time.advanceBy(1.nanoseconds)
                    assertThat(done).containsExactly(1.seconds)
                    time.advanceTo(10.seconds)
                    assertThat(done).containsExactly(1.seconds, 2.seconds, 3.seconds)
                    assertThat(time.elapsed).isEqualTo(10.seconds)
                }
            }
        }
    }

    @Test
    fun `a time in the past and a negative one are refused`() {
        VirtualTime(byHand = true).use { time ->
            time.advanceBy(2.seconds)
            assertThatThrownBy { time.advanceTo(1.seconds) }
                .isInstanceOf(IllegalArgumentException::class.java)
                .hasMessage("elapsed: 1s is in the past, it is 2s now")
            assertThatThrownBy { time.advanceBy((-1).seconds) }
                .isInstanceOf(IllegalArgumentException::class.java)
                .hasMessage("duration: -1s is negative")
        }
    }

    @Test
    fun `a test in which everything waits for nothing fails and says who waits`() {
        val failure = runCatching {
            VirtualTime(byHand = false, patienceNanos = 1).use { time ->
                time.call { runSync { taskGroup("orders") { spawn("clerk") { AsyncEvent("bell").await() } } } }
            }
        }
        assertThat(failure.exceptionOrNull())
            .isInstanceOf(AssertionError::class.java)
            .hasMessageStartingWith("stuck at 0s: everything waits, and no timer is set")
            .hasMessageContaining("thread '${Thread.currentThread().name}' waits for 'runSync'")
            .hasMessageContaining("'clerk' has not ended")
    }

    @Test
    fun `a test that waits for a time which nobody moves fails`() {
        val failure = runCatching {
            VirtualTime(byHand = true, patienceNanos = 1).use { time -> time.call { sleepBlocking(1.seconds) } }
        }
        assertThat(failure.exceptionOrNull())
            .isInstanceOf(AssertionError::class.java)
            .hasMessageStartingWith("stuck at 0s: everything waits, and the time is moved by hand, which nobody does")
    }

    @Test
    fun `what a test leaves running fails it and is stopped`() {
        val time = VirtualTime()
        val stopped = CountDownLatch(1)
        time.call {
            taskOnWorkers(Ambient.parent()) {
                try {
                    delay(1.hours)
                } finally {
                    stopped.countDown()
                }
            }
        }
        assertThatThrownBy { time.close() }
            .isInstanceOf(AssertionError::class.java)
            .hasMessageStartingWith("left behind by the test:")
        assertThat(stopped.count).isZero()
        assertThat(time.elapsed).isEqualTo(Duration.ZERO)
    }

    @Test
    fun `a failure reaches the caller as it is`() {
        val error = IllegalStateException("mine")
        assertThatThrownBy { virtualTime { throw error } }.isSameAs(error)
        assertThatThrownBy { virtualTime { failAfter(1.hours) { delay(2.hours) } } }
            .isInstanceOf(TimeoutException::class.java)
            .hasMessageContaining("timed out after 3600 s")
    }
}
