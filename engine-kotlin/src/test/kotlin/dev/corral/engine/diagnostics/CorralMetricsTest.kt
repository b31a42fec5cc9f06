package dev.corral.engine.diagnostics

import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.failAfter
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.pool.ThreadPool
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.awaitUntil
import io.micrometer.core.instrument.MockClock
import io.micrometer.core.instrument.Tags
import io.micrometer.core.instrument.simple.SimpleConfig
import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class CorralMetricsTest {
    /** What other tests leave running is not of this engine. */
    private val engine = Engine(EngineOptions())
    private val isBroken = AtomicBoolean()
    private val clock =
        object : MockClock() {
            override fun monotonicTime(): Long {
                check(!isBroken.get()) { "no time" }
                return super.monotonicTime()
            }
        }
    private val registry = SimpleMeterRegistry(SimpleConfig.DEFAULT, clock)
    private val metrics = CorralMetrics(engine, Tags.of("service", "shop")).also { it.bindTo(registry) }

    @AfterEach
    fun close() {
        metrics.close()
        engine.shutdown()
    }

    private fun measured(block: suspend () -> Unit) {
        val outer = Ambient.enter(engine.root)
        try {
            runBlocking { block() }
        } finally {
            Ambient.leave(engine.root, outer)
        }
    }

    private fun ended(kind: String, outcome: String) =
        registry.get("corral.tasks").tags("service", "shop", "kind", kind, "outcome", outcome).timer()

    private fun waits(what: String) = registry.get("corral.wait").tag("for", what).timer()

    private fun gauge(name: String, vararg tags: String) = registry.get(name).tags(*tags).gauge().value()

    @Test
    fun `what ends is counted by its outcome`() {
        measured {
            taskGroup(supervise = true) {
                spawn {}.await()
                runCatching { spawn { error("broken") }.await() }
                val cancelled = spawn { awaitCancellation() }
                cancelled.cancel()
                runCatching { cancelled.await() }
                runCatching { taskGroup(timeout = 1.milliseconds) { awaitCancellation() } }
            }
        }
        assertThat(listOf("completed", "failed", "cancelled", "timed_out").map { ended("task", it).count() })
            .containsExactly(1, 1, 1, 0)
        assertThat(listOf("completed", "failed", "cancelled", "timed_out").map { ended("group", it).count() })
            .containsExactly(1, 0, 0, 1)
    }

    @Test
    fun `an operation that times out is one`() {
        measured { runCatching { failAfter(1.milliseconds) { awaitCancellation() } } }
        assertThat(ended("operation", "timed_out").count()).isEqualTo(1)
    }

    @Test
    fun `what lives is counted until it has ended`() {
        measured {
            taskGroup {
                val begun = CompletableDeferred<Unit>()
                val task = spawn {
                    begun.complete(Unit)
                    awaitCancellation()
                }
                begun.await()
                assertThat(gauge("corral.tasks.live", "kind", "task")).isEqualTo(1.0)
                assertThat(gauge("corral.tasks.live", "kind", "group")).isEqualTo(1.0)
                task.cancel()
            }
        }
        assertThat(gauge("corral.tasks.live", "kind", "task")).isZero()
        assertThat(gauge("corral.tasks.live", "kind", "group")).isZero()
        assertThat(registry.get("corral.tasks.started").tag("kind", "task").functionCounter().count()).isEqualTo(1.0)
    }

    @Test
    fun `what is cancelled before it begins was not started`() {
        measured {
            taskGroup {
                cancelScope.cancel()
                spawn {}
            }
        }
        assertThat(ended("task", "cancelled").count()).isEqualTo(1)
        assertThat(registry.get("corral.tasks.started").tag("kind", "task").functionCounter().count()).isZero()
    }

    @Test
    fun `a wait is timed, by the registry's clock, and so is what it is a part of`() {
        val lock = AsyncLock()
        measured {
            val held = lock.acquire()
            taskGroup {
                spawn { lock.withLock {} }
                while (lock.statistics().waiting == 0) delay(1)
                clock.add(5, SECONDS)
                held.close()
            }
        }
        assertThat(waits("lock").count()).isEqualTo(1)
        assertThat(waits("lock").totalTime(SECONDS)).isEqualTo(5.0)
        assertThat(ended("group", "completed").totalTime(SECONDS)).isEqualTo(5.0)
    }

    @Test
    fun `what is free is not waited for`() {
        measured {
            taskGroup {
                AsyncLock().withLock {}
                AsyncSemaphore(1).acquire().close()
                AsyncQueue.bounded<Int>(1).put(1)
            }
        }
        assertThat(listOf("lock", "semaphore", "queue").map { waits(it).count() }).containsOnly(0)
    }

    @Test
    fun `a wait that is cancelled ends there`() {
        val queue = AsyncQueue.bounded<Int>(1)
        measured {
            taskGroup {
                val getting = spawn { queue.get() }
                while (queue.statistics().waitingGets == 0) delay(1)
                clock.add(2, SECONDS)
                getting.cancel()
            }
        }
        assertThat(waits("queue").totalTime(SECONDS)).isEqualTo(2.0)
    }

    @Test
    fun `bodies on blocking threads are seen at work`() {
        measured {
            taskGroup {
                val begun = CountDownLatch(1)
                val blocking = spawnBlocking {
                    begun.countDown()
                    CountDownLatch(1).await()
                }
                begun.await()
                // A thread that came for nothing counts until it has found out.
                awaitUntil { gauge("corral.blocking.running") == 1.0 }
                blocking.cancel()
            }
        }
        assertThat(gauge("corral.abandoned")).isZero()
        assertThat(registry.get("corral.tasks.pending").tag("kind", "task").timer().count()).isEqualTo(1)
    }

    @Test
    fun `single objects have gauges`() {
        val limiter = CapacityLimiter(3)
        val semaphore = AsyncSemaphore(2)
        val queue = AsyncQueue.bounded<Int>(4)
        CorralMetrics.monitor(registry, "connections", limiter)
        CorralMetrics.monitor(registry, "seats", semaphore)
        CorralMetrics.monitor(registry, "orders", queue)
        ThreadPool(1).use { pool ->
            CorralMetrics.monitor(registry, "render", pool)
            measured {
                limiter.acquire()
                semaphore.acquire()
                queue.put(1)
                pool.run {}
            }
            val jobs = registry.get("corral.pool.jobs").tags("name", "render", "outcome", "completed")
            assertThat(jobs.functionCounter().count()).isEqualTo(1.0)
            assertThat(gauge("corral.pool.limit", "name", "render")).isEqualTo(1.0)
        }
        assertThat(gauge("corral.limiter.borrowed", "name", "connections")).isEqualTo(1.0)
        assertThat(gauge("corral.limiter.total", "name", "connections")).isEqualTo(3.0)
        assertThat(gauge("corral.semaphore.available", "name", "seats")).isEqualTo(1.0)
        assertThat(gauge("corral.queue.size", "name", "orders")).isEqualTo(1.0)
        assertThat(gauge("corral.queue.waiting", "name", "orders", "side", "put")).isZero()
    }

    @Test
    fun `a registry that fails disturbs nobody`() {
        isBroken.set(true)
        measured { assertThat(taskGroup { spawn { 7 }.await() }).isEqualTo(7) }
        isBroken.set(false)
        assertThat(gauge("corral.tasks.live", "kind", "task")).isZero()
    }

    @Test
    fun `closed, it counts no more, and what was counted stays`() {
        measured { taskGroup {} }
        metrics.close()
        measured { taskGroup {} }
        assertThat(ended("group", "completed").count()).isEqualTo(1)
        assertThatThrownBy { metrics.bindTo(registry) }.hasMessageContaining("closed")
    }

    @Test
    fun `bound twice to one registry, it would count twice, and is refused`() {
        assertThatThrownBy { metrics.bindTo(registry) }
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("bound to")
    }

    @Test
    fun `what runs elsewhere is counted by those that are asked for everything`() {
        val everything = SimpleMeterRegistry()
        CorralMetrics().use { all ->
            all.bindTo(everything)
            runBlocking { taskGroup { delay(1) } }
        }
        val groups = everything.get("corral.tasks").tags("kind", "group", "outcome", "completed").timer()
        assertThat(groups.count()).isPositive()
        assertThat(groups.totalTime(MILLISECONDS)).isPositive()
        assertThat(ended("group", "completed").count()).isZero()
    }
}
