package dev.corral.engine.testing

import dev.corral.engine.combine.RetryPolicy
import dev.corral.engine.combine.retry
import dev.corral.engine.operationOnThisThread
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.taskGroup
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowableOfType
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(120)
class InterleavingsTest {
    /** Reads and writes under a lock, but lets go of it in between. */
    private class Counter {
        private val lock = AsyncLock("counter")
        var value = 0

        suspend fun increment() {
            val seen = lock.withLock { value }
            lock.withLock { value = seen + 1 }
        }
    }

    /** A gate whose opening may be missed: who comes looks first, and gets in line later. */
    private class LossyGate {
        private val line = mutableListOf<AsyncEvent>()
        private val permits = AsyncSemaphore(1)
        private var isOpen = false

        suspend fun await() {
            if (isOpen) return
            val mine = AsyncEvent()
            permits.acquire().use { line += mine }
            mine.await()
        }

        suspend fun open() {
            permits.acquire().use { isOpen = true }
            line.forEach { it.set() }
        }
    }

    private fun failureOf(seed: Long?, runs: Int = 5_000): InterleavingError =
        catchThrowableOfType(InterleavingError::class.java) {
            exploreInterleavings(runs, seed) {
                val gate = LossyGate()
                taskGroup {
                    spawn("waiter") { gate.await() }
                    spawn("opener") { gate.open() }
                }
            }
        }

    @Test
    fun `a lost wake-up is found as a deadlock, and found again by its seed`() {
        val found = failureOf(null)
        assertThat(found).hasMessageContaining("deadlock").hasMessageContaining("'waiter'")
        assertThat(found.message).contains("replayInterleaving(${found.seed})", "-D$SEED_PROPERTY=${found.seed}")
        val again = failureOf(found.seed, 1)
        assertThat(again.seed).isEqualTo(found.seed)
    }

    @Test
    fun `an update is lost between two critical sections`() {
        val failure =
            catchThrowableOfType(InterleavingError::class.java) {
                exploreInterleavings {
                    val counter = Counter()
                    taskGroup { repeat(2) { spawn { counter.increment() } } }
                    check(counter.value == 2) { "lost ${2 - counter.value}" }
                }
            }
        assertThat(failure).hasMessageContaining("lost 1").hasCauseInstanceOf(IllegalStateException::class.java)
    }

    @Test
    fun `what is right in every order passes`() {
        exploreInterleavings(2_000) {
            val lock = AsyncLock()
            var value = 0
            taskGroup {
                repeat(3) {
                    spawn {
                        lock.withLock {
                            val seen = value
                            switchPoint()
                            value = seen + 1
                        }
                    }
                    spawnBlocking { switchPoint() }
                }
            }
            check(value == 3)
        }
    }

    @Test
    fun `time jumps when nothing else is left to run`() {
        exploreInterleavings(100) {
            val order = mutableListOf<Int>()
            taskGroup(timeout = 3.hours) {
                spawn {
                    delay(2.hours)
                    order += 2
                }
                spawn {
                    delay(1.hours)
                    order += 1
                }
            }
            check(order == listOf(1, 2)) { order }
        }
    }

    @Test
    fun `a timer races what is ready only if it may`() {
        suspend fun isLate() = withTimeoutOrNull(1.seconds) { taskGroup { spawn { switchPoint() } } } == null
        exploreInterleavings(1_000) { check(!isLate()) { "late" } }
        assertThatThrownBy { exploreInterleavings(1_000, timersRace = true) { check(!isLate()) { "late" } } }
            .hasMessageContaining("late")
    }

    @Test
    fun `a failure that nobody looked at fails the run`() {
        assertThatThrownBy {
                exploreInterleavings(1) { taskGroup(supervise = true) { spawn("s") { error("unseen") } } }
            }
            .hasMessageContaining("nobody observed")
    }

    @Test
    fun `a run without an end is cut short`() {
        assertThatThrownBy { exploreInterleavings(1) { while (true) delay(1.milliseconds) } }
            .hasMessageContaining("goes on for ever")
    }

    @Test
    fun `a body that blocks behind Corral's back is told, with where it stands`() {
        val never = CountDownLatch(1)
        val failed = Exploration(false, 200.milliseconds) { "" }.firstFailure(1, 1) { never.await(100, SECONDS) }
        assertThat(failed?.message).contains("not through Corral", "CountDownLatch.await")
    }

    @Test
    fun `the seed that a property names is the only one`() {
        System.setProperty(SEED_PROPERTY, "17")
        try {
            val found = catchThrowableOfType(InterleavingError::class.java) { exploreInterleavings { error("always") } }
            assertThat(found.seed).isEqualTo(17)
        } finally {
            System.clearProperty(SEED_PROPERTY)
        }
    }

    /** Spawns, blocks, waits in line, waits for time, is cancelled; and says in what order. */
    private fun medley(log: MutableList<String>): Unit =
        operationOnThisThread("medley") {
            val lock = AsyncLock()
            val seats = AsyncSemaphore(2)
            taskGroup {
                val slow = spawn {
                    delay(1.hours)
                    log += "never"
                }
                repeat(3) { number ->
                    spawn {
                        lock.withLock { log += "locked $number" }
                        withTimeoutOrNull(number.seconds) { delay(1.seconds) }
                        log += "done $number"
                    }
                    spawnBlocking {
                        operationOnThisThread("seat") { seats.withPermit { log += "seated $number" } }
                    }
                }
                spawn {
                    delay(2.seconds)
                    slow.cancel()
                }
            }
        }

    @Test
    fun `the same seed is the same run`() {
        val exploration = Exploration(timersRace = true) { "" }
        fun run(seed: Long): Pair<List<Int>, List<String>> {
            val log = mutableListOf<String>()
            return exploration.trace(seed) { medley(log) } to log
        }
        val runs = (1L..1_000L).associateWith(::run)
        assertThat(runs.values.distinct()).hasSizeGreaterThan(900)
        runs.forEach { (seed, before) -> assertThat(run(seed)).describedAs("seed $seed").isEqualTo(before) }
    }

    @Test
    fun `what is left to chance is the same each time`() {
        fun retries(log: MutableList<Int>) =
            operationOnThisThread("retries") {
                taskGroup {
                    repeat(3) { number ->
                        spawn {
                            runCatching {
                                retry(RetryPolicy(attempts = 6, jitter = 1.0)) {
                                    log += number
                                    throw IOException()
                                }
                            }
                        }
                    }
                }
            }
        val exploration = Exploration(timersRace = false) { "" }
        fun run(seed: Long) = mutableListOf<Int>().also { log -> exploration.trace(seed) { retries(log) } }
        for (seed in 1L..20L) assertThat(run(seed)).describedAs("seed $seed").hasSize(18).isEqualTo(run(seed))
    }

    @Test
    fun `no thread is left behind, not even by a deadlock`() {
        Exploration(false) { "" }
            .firstFailure(1, 1) {
                operationOnThisThread("stuck") {
                    taskGroup { spawnBlocking { operationOnThisThread("x") { AsyncEvent().await() } } }
                }
            }
        awaitUntil { Thread.getAllStackTraces().keys.none { it.name.startsWith("corral-interleaving-") } }
    }
}
