package dev.corral.sync

import dev.corral.Task
import dev.corral.channel.AsyncPriorityQueue
import dev.corral.channel.AsyncQueue
import dev.corral.channel.asKotlin
import java.util.Optional
import org.assertj.core.api.Assertions.assertThat

private fun readWrite(lock: AsyncReadWriteLock): List<Soaked<*>> {
    val side = lock.write()
    val read = lock.read()
    val engine = lock.asKotlin()
    val free = {
        assertThat(lock.statistics().toString()).isEqualTo(AsyncReadWriteLock().statistics().toString()).let {}
    }
    return listOf(
        SoakedPermits(
            1,
            side::acquire,
            side::tryAcquire,
            side::acquireBlocking,
            engine.write::acquire,
            engine.write::tryAcquire,
            { side.withLock(it) },
            {},
            { "written, $lock" },
            free,
        ),
        SoakedPermits(
            1_000,
            read::acquire,
            read::tryAcquire,
            read::acquireBlocking,
            engine.read::acquire,
            engine.read::tryAcquire,
            { read.withLock(it) },
            {},
            { "read, $lock" },
            free,
        ),
    )
}

/** What is soaked. */
enum class Subject(internal val parts: (Long) -> List<Soaked<*>>) {
    LOCK({
        val lock = AsyncLock("soaked")
        listOf(
            SoakedPermits(
                1,
                lock::acquire,
                lock::tryAcquire,
                lock::acquireBlocking,
                lock.asKotlin()::acquire,
                lock.asKotlin()::tryAcquire,
                { lock.withLock(it) },
                {},
                lock::toString,
            ) {
                assertThat(lock.statistics()).isEqualTo(LockStatistics(false, Optional.empty(), 0))
            }
        )
    }),
    REENTRANT_LOCK({
        val lock = AsyncReentrantLock("soaked")
        listOf(
            SoakedPermits(
                1,
                lock::acquire,
                lock::tryAcquire,
                lock::acquireBlocking,
                lock.asKotlin()::acquire,
                lock.asKotlin()::tryAcquire,
                { task -> lock.withLock(Task { lock.withLock(task) }) },
                {},
                lock::toString,
            ) {
                assertThat(lock.statistics().toString()).isEqualTo(AsyncReentrantLock().statistics().toString())
            }
        )
    }),
    READ_WRITE_LOCK({ readWrite(AsyncReadWriteLock("soaked")) }),
    SEMAPHORE({
        val semaphore = AsyncSemaphore.bounded(3, "soaked")
        listOf(
            SoakedPermits(
                3,
                semaphore::acquire,
                semaphore::tryAcquire,
                semaphore::acquireBlocking,
                semaphore.asKotlin()::acquire,
                semaphore.asKotlin()::tryAcquire,
                { semaphore.withPermit(it) },
                { if (semaphore.tryAcquire().isPresent) semaphore.release() },
                semaphore::toString,
            ) {
                assertThat(semaphore.statistics()).isEqualTo(SemaphoreStatistics(3, 0))
            }
        )
    }),
    LIMITER({
        val limiter = CapacityLimiter(2, "soaked")
        var last = 2
        listOf(
            SoakedPermits(
                4,
                { limiter.acquireOnBehalfOf(Any()) },
                { limiter.tryAcquireOnBehalfOf(Any(), it) },
                limiter::acquireBlocking,
                { limiter.asKotlin().acquireOnBehalfOf(Any()) },
                { limiter.asKotlin().tryAcquireOnBehalfOf(Any(), it) },
                { limiter.withPermit(it) },
                {
                    last = 1 + it.nextInt(4)
                    limiter.setTotal(last)
                },
                limiter::toString,
            ) {
                assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(last, 0, 0))
                assertThat(limiter.borrowers()).isEmpty()
            }
        )
    }),
    EVENT({ listOf(SoakedEvent(AsyncEvent("soaked"))) }),
    CONDITION({ listOf(SoakedCondition(AsyncLock("soaked"))) }),
    BARRIER({ listOf(SoakedBarrier(AsyncBarrier(3, "soaked"))) }),
    RESOURCE_GUARD({ listOf(SoakedGuard(ResourceGuard("soaked"))) }),
    QUEUE({ bothWays(traffic { listOf(AsyncQueue.bounded(2, it)) }) }),
    RENDEZVOUS({ bothWays(traffic { listOf(AsyncQueue.rendezvous(it)) }) }),
    DROPPING_QUEUE({ bothWays(traffic { listOf(AsyncQueue.dropping(2, it)) }) }),
    PRIORITY_QUEUE({ bothWays(traffic { listOf(AsyncPriorityQueue.bounded(2, naturalOrder<Long>(), it)) }) }),
    SELECT({
        listOf(
            SoakedChoices(
                traffic {
                    listOf(
                        AsyncQueue.bounded(2, it),
                        AsyncQueue.rendezvous(it),
                        AsyncPriorityQueue.bounded(1, naturalOrder<Long>(), it),
                    )
                }
            )
        )
    }),
}
