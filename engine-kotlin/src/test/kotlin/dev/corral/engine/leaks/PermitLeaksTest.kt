package dev.corral.engine.leaks

import dev.corral.engine.Permit
import dev.corral.engine.TaskState
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.LeakLevel
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncReadWriteLock
import dev.corral.engine.sync.AsyncReentrantLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.sync.ResourceGuard
import dev.corral.engine.taskGroup
import java.lang.ref.Reference
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class PermitLeaksTest {
    private val leaked = Leaked()
    private val engine = Engine(EngineOptions(leaks = LeakLevel.ALL, leaked = leaked))

    @AfterEach fun stop() = engine.shutdown()

    @Test
    fun `permits that are dropped are told, whatever they are of`() {
        val locks = List(2) { AsyncLock("lock $it") }
        val reentrant = AsyncReentrantLock("again")
        val shared = AsyncReadWriteLock("shared")
        val semaphore = AsyncSemaphore(2, "slots")
        val limiter = CapacityLimiter(2, "connections")
        val guard = ResourceGuard("printer")
        val takes =
            listOf<suspend () -> Permit?>(
                { locks[0].acquire() },
                { locks[1].tryAcquire(1.nanoseconds) },
                { reentrant.acquire() },
                { shared.write.acquire() },
                { semaphore.acquire() },
                { semaphore.tryAcquire() },
                { limiter.acquire() },
                { guard.enter() },
            )
        for (take in takes) inTask(engine) { checkNotNull(take()).close() }
        for (take in takes) inTask(engine) { drop(take) }
        val names = List(takes.size) { leaked.next().also { assertThat(it.kind).isEqualTo("permit") }.name }
        assertThat(names)
            .containsExactlyInAnyOrder(
                "lock 'lock 0'",
                "lock 'lock 1'",
                "lock 'again'",
                "lock 'shared'",
                "semaphore 'slots'",
                "semaphore 'slots'",
                "limiter 'connections'",
                "'printer'",
            )
        assertThat(leaked.poll()).isNull()
        Reference.reachabilityFence(guard)
    }

    private suspend fun drop(take: suspend () -> Permit?) {
        checkNotNull(take())
    }

    @Test
    fun `a permit that its holder may still give back by other means is not leaked`() {
        val lock = AsyncLock("by name")
        val signals = AsyncSemaphore(0, "signals")
        val limiter = CapacityLimiter(1, "for objects")
        val borrower = Any()
        signals.release()
        inTask(engine) {
            drop { lock.acquire() }
            drop { signals.acquire() }
            drop { limiter.acquireOnBehalfOf(borrower) }
            drop(engine)
            assertThat(leaked.next().name).isEqualTo("spool")
            lock.release()
            limiter.releaseOnBehalfOf(borrower)
        }
        drop(engine)
        assertThat(leaked.next().name).isEqualTo("spool")
        assertThat(leaked.poll()).isNull()
    }

    @Test
    fun `a tracked permit that a task returns is handed on`() {
        val lock = AsyncLock("handed on")
        inTask(engine) {
            taskGroup {
                val permit = spawn { lock.acquire() }.await()
                val waiter = spawn { lock.withLock {} }
                while (lock.statistics().waiting == 0 && waiter.state != TaskState.FAILED) yield()
                permit.close()
                waiter.await()
            }
        }
        assertThat(lock.isLocked).isFalse()
    }
}
