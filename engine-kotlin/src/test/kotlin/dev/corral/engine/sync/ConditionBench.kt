package dev.corral.engine.sync

import kotlin.time.Duration
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Timeout

/** A lock and its condition, which are free when a test is done with them. */
@Timeout(120)
abstract class ConditionBench {
    internal val lock = AsyncLock("shared")
    internal val condition = lock.newCondition()

    internal fun taken() = checkNotNull(lock.tryAcquire())

    @AfterEach
    fun `the lock is free and nobody waits`() {
        assertThat(condition.statistics()).isEqualTo(ConditionStatistics(0))
        assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
        taken().close()
    }

    /** Waits with the lock, and when the wait is over still has it. */
    internal fun waiter(timeout: Duration? = null) = running {
        lock.withLock {
            try {
                if (timeout == null) condition.await().let { true } else condition.await(timeout)
            } finally {
                assertThat(lock.isLocked).isTrue()
            }
        }
    }

    internal fun signal(count: Int = 1) = taken().use { condition.signal(count) }
}
