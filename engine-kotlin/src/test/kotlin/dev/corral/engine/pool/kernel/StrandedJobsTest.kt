package dev.corral.engine.pool.kernel

import dev.corral.engine.pool.ThreadPool
import dev.corral.engine.testing.awaitUntil
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(30)
class StrandedJobsTest {
    /** One thread, which the system refuses in the end. */
    private class NoThread : Crew by Crew.None {
        val starting = CountDownLatch(1)
        val refused = CountDownLatch(1)
        val error = OutOfMemoryError("unable to create native thread")
        private var isStarting = false

        override val isAtWork: Boolean
            get() = isStarting

        override fun summon(): Crew.Summons? {
            if (isStarting) return null
            isStarting = true
            return Crew.Summons {
                starting.countDown()
                refused.await()
                isStarting = false
                throw error
            }
        }
    }

    @Test
    fun `who counted on a thread that cannot start fails with it`() {
        val pool = ThreadPool(1)
        val crew = NoThread()
        pool.line.crew = crew
        runBlocking(Dispatchers.IO) {
            supervisorScope {
                val first = async { runCatching { pool.run { 1 } } }
                crew.starting.await()
                val second = async { runCatching { pool.run { 2 } } }
                awaitUntil { pool.statistics().waiting >= 2 }
                crew.refused.countDown()
                for (job in listOf(first, second)) assertSame(crew.error, job.await().exceptionOrNull())
            }
        }
        assertEquals(2, pool.statistics().failed)
        pool.close()
    }
}
