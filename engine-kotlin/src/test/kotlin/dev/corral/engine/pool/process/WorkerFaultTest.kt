package dev.corral.engine.pool.process

import dev.corral.engine.pool.Job
import dev.corral.engine.pool.KotlinProcessFaults
import dev.corral.engine.pool.ProcessPool
import dev.corral.engine.pool.WorkerDiedException
import dev.corral.engine.testing.awaitUninterruptiblyUntil
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicIntegerArray
import java.util.concurrent.locks.LockSupport
import kotlin.random.Random
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/**
 * Workers that die at every step of the protocol: each job is accounted for, runs once at most, and fails only if its
 * own worker died, or three in a row before it began.
 */
@Timeout(120)
class WorkerFaultTest {
    @Test fun `workers die at every step`() = inRounds(seed = 1, rounds = 60)

    @Test @Tag("stress") @Timeout(900) fun `workers die at every step, for long`() = inRounds(seed = 2, rounds = 2_000)

    @Test
    fun `each single step`() {
        for (frame in 1..4) {
            for (part in listOf(0.0, 0.3, 0.99, 1.0)) {
                // The first worker is struck, those after it are not.
                var fates = 0
                val launcher = SimulatedProcess.launcher { if (fates++ == 0) Fate(frame, part) else Fate() }
                Ran.reset(2)
                pool(1, launcher).use { pool ->
                    val outcomes = listOf(0, 1).map { number -> outcome(pool, number, Job { Ran.here(number) }) }
                    // HELLO, STARTED, RESULT, STARTED of the second job.
                    val failed = outcomes.map { it is WorkerDiedException }
                    val isLost = frame == 3 && part < 1.0 || frame == 2 && part == 1.0
                    val isSecondLost = frame == 4 && part == 1.0
                    assertThat(failed).describedAs("frame $frame, $part").containsExactly(isLost, isSecondLost)
                    assertThat(Ran.most).isLessThanOrEqualTo(1)
                }
            }
        }
        assertThat(SimulatedProcess.live).hasValue(0)
    }

    @Test
    fun `three deaths before it began fail the job, and not the next one`() {
        var fates = 0
        val launcher = SimulatedProcess.launcher { if (fates++ < 3) Fate(2, 0.0) else Fate() }
        Ran.reset(2)
        pool(1, launcher).use { pool ->
            val death = outcome(pool, 0, Job { Ran.here(0) })
            assertThat(death).isInstanceOf(WorkerDiedException::class.java)
            assertThat((death as Throwable).message).contains("before it began, as 3 workers did")
            assertThat(outcome(pool, 1, Job { Ran.here(1) })).isEqualTo(1)
        }
        assertThat(Ran.count(0)).isZero()
    }

    @Test
    fun `a failure whose text breaks the virtual machine ends the worker, and not the next job`() {
        Ran.reset(1)
        pool(1, SimulatedProcess.launcher { Fate() }).use { pool ->
            assertThat(outcome(pool, 0, Job { throw Breaking() })).isInstanceOf(WorkerDiedException::class.java)
            assertThat(outcome(pool, 0, Job { Ran.here(0) })).isEqualTo(0)
        }
    }

    @Test
    fun `what a worker sends in place of frames ends it`() {
        val random = Random(3)
        repeat(1_500) { round ->
            val garbage = garbage(random)
            // The second frame or the third: STARTED or RESULT.
            val fate = Fate(atFrame = 1 + round % 3, part = random.nextDouble(), garbage = garbage, dies = true)
            var fates = 0
            val launcher = SimulatedProcess.launcher { if (fates++ == 0) fate else Fate() }
            Ran.reset(1)
            pool(1, launcher).use { pool ->
                val outcome = outcome(pool, 0, Job { Ran.here(0) })
                assertThat(outcome == 0 || outcome is WorkerDiedException).describedAs("$outcome").isTrue()
            }
        }
        assertThat(SimulatedProcess.live).hasValue(0)
    }

    /** Bytes that may look like a frame. */
    private fun garbage(random: Random): ByteArray {
        val bytes = random.nextBytes(random.nextInt(1, 64))
        if (random.nextBoolean()) "Corr".toByteArray().copyInto(bytes, 0, 0, minOf(4, bytes.size))
        if (bytes.size > 4 && random.nextBoolean()) bytes[4] = random.nextInt(9).toByte()
        return bytes + ByteArray(random.nextInt(70_000)) { 'x'.code.toByte() }
    }

    private fun inRounds(seed: Int, rounds: Int) {
        val random = Random(seed)
        val fates = Random(seed + 1)
        val launcher = SimulatedProcess.launcher { synchronized(fates) { fate(fates) } }
        var values = 0
        var deaths = 0
        var cancelled = 0
        val pool = pool(3, launcher)
        repeat(rounds) { round ->
            Ran.reset(JOBS)
            val outcomes = runBlocking(Dispatchers.Default) { supervisorScope { round(pool, random) } }
            outcomes.forEachIndexed { number, outcome ->
                when (outcome) {
                    number -> values++
                    is WorkerDiedException -> deaths++
                    is CancellationException -> cancelled++
                    is IllegalStateException -> {
                        assertThat(outcome).hasMessage("thrown by $number")
                        values++
                    }
                    else -> throw AssertionError("job $number of round $round: $outcome")
                }
                if (outcome == number) assertThat(Ran.count(number)).isEqualTo(1)
            }
            assertThat(Ran.most).isLessThanOrEqualTo(1)
        }
        val statistics = pool.statistics()
        pool.close()
        println("$rounds rounds: $values ended, $deaths deaths, $cancelled cancelled")
        assertThat(values + deaths + cancelled).isEqualTo(rounds * JOBS)
        assertThat(statistics.running + statistics.waiting).isZero()
        assertThat(statistics.completed + statistics.failed + statistics.cancelled).isEqualTo(rounds * JOBS.toLong())
        assertThat(values).isGreaterThan(rounds * JOBS / 10)
        assertThat(deaths).isPositive()
        assertThat(SimulatedProcess.live).hasValue(0)
    }

    private suspend fun kotlinx.coroutines.CoroutineScope.round(pool: ProcessPool, random: Random): List<Any?> {
        val jobs =
            List(JOBS) { number ->
                val job: Job<Int> =
                    when (number % 5) {
                        0 -> Job { Ran.andFail(number) }
                        1 -> Job { Ran.untilInterrupted(number) }
                        2 -> Job { Ran.untilKilled(number) }
                        else -> Job { Ran.here(number) }
                    }
                async(start = CoroutineStart.UNDISPATCHED) { runCatching { pool.run(job) }.fold({ it }, { it }) }
            }
        jobs.forEachIndexed { number, job ->
            if (number % 5 == 1 || number % 5 == 2 || random.nextInt(4) == 0) {
                repeat(random.nextInt(2_000)) { Thread.onSpinWait() }
                job.cancel()
            }
        }
        // One that was cancelled may have its value all the same: that is seen in the statistics.
        return jobs.map { job -> runCatching { job.await() }.fold({ it }, { it }) }
    }

    private fun fate(random: Random): Fate =
        when (random.nextInt(4)) {
            0 -> Fate(atFrame = random.nextInt(1, 9), part = listOf(0.0, random.nextDouble(), 1.0).random(random))
            1 -> Fate(bytesRead = random.nextInt(0, 4_000))
            2 -> Fate(random.nextInt(1, 9), random.nextDouble(), "printf".toByteArray() + ByteArray(70_000))
            else -> Fate(atFrame = 60)
        }

    private fun outcome(pool: ProcessPool, number: Int, job: Job<Int>): Any? = runBlocking {
        runCatching { pool.run(job) }.fold({ it }, { it })
    }
        .also { check(number >= 0) }

    private fun pool(workers: Int, launcher: Launcher): ProcessPool {
        val settings = ProcessSettings.DEFAULTS.grace(TimeUnit.MILLISECONDS.toNanos(5)).onOutput { _, _, _ -> }
        return ProcessPool(workers, ProcessRules(settings, launcher, KotlinProcessFaults))
    }

    private companion object {
        const val JOBS = 50
    }
}

/** What nobody can ask for its text. */
private class Breaking : Exception() {
    override val message: String
        get() = throw InternalError("broken")
}

/** Which jobs have run, in what would be other processes. */
internal object Ran {
    @Volatile private var counts = AtomicIntegerArray(0)

    val most: Int
        get() = (0 until counts.length()).maxOf(counts::get)

    fun reset(jobs: Int) {
        counts = AtomicIntegerArray(jobs)
    }

    fun count(number: Int): Int = counts.get(number)

    fun here(number: Int): Int {
        counts.incrementAndGet(number)
        return number
    }

    fun andFail(number: Int): Int {
        here(number)
        throw IllegalStateException("thrown by $number")
    }

    fun untilInterrupted(number: Int): Int {
        here(number)
        while (!Thread.interrupted()) if (SimulatedProcess.isDead) return -1 else LockSupport.parkNanos(100_000)
        throw InterruptedException()
    }

    fun untilKilled(number: Int): Int {
        here(number)
        awaitUninterruptiblyUntil { SimulatedProcess.isDead }
        return -1
    }
}
