package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.HandWaiter
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import dev.corral.engine.taskGroup
import java.lang.ref.WeakReference
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class CapacityLimiterTest {
    @Test
    fun `a task has one permit`() =
        runBlocking<Unit> {
            val limiter = CapacityLimiter(2, "db")
            taskGroup {
                spawn("a") {
                    limiter.withPermit {
                        assertThatThrownBy { limiter.tryAcquire() }
                            .isInstanceOf(IllegalStateException::class.java)
                            .hasMessage("'a' has a permit of limiter 'db', or waits for one, already")
                        assertThat(limiter.borrowers().map { it.name }).containsExactly("a")
                    }
                }
            }
            assertThat(limiter.available).isEqualTo(2)
        }

    @Test
    fun `a cancelled coroutine leaves nothing behind`() =
        runBlocking<Unit> {
            val limiter = CapacityLimiter(1)
            val borrower = Any()
            val held = limiter.acquire()
            val waiting = launch(start = CoroutineStart.UNDISPATCHED) { limiter.acquireOnBehalfOf(borrower) }
            assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(1, 1, 1))
            waiting.cancel()
            assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(1, 1, 0))
            held.close()
            limiter.acquireOnBehalfOf(borrower).close()
        }

    @Test fun `no permit is lost to a cancellation or a change of the total`() = conserves(20_000)

    @Test @Tag("stress") @Timeout(600) fun `no permit is lost in many more rounds`() = conserves(400_000)

    private fun conserves(rounds: Int) =
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val limiter = CapacityLimiter(2)
                val first = limiter.lend()
                val second = limiter.lend()
                val waiters = List(3) { HandWaiter(limiter.acquiring(Any())).begin() }
                val total = 1 + round % 4
                racers.race(
                    { stagger(round).also { first.close() } },
                    { stagger(round / 7).also { waiters[round % 3].cancel() } },
                    { stagger(round / 11).also { limiter.total = total } },
                )
                val granted = waiters.filter { it.isClaimed }
                val left = waiters.filter { it.isWaiting }
                assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(total, 1 + granted.size, left.size))
                assertThat(limiter.available).isEqualTo(maxOf(total - 1 - granted.size, 0))
                if (left.isNotEmpty()) assertThat(limiter.borrowed).isGreaterThanOrEqualTo(total)
                // In order of arrival.
                assertThat(waiters.filterNot { it.isGone }).isEqualTo(granted + left)
                second.close()
                var served = 0
                while (served < waiters.size) waiters[served++].let { if (it.isClaimed) it.permit.close() }
                assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(total, 0, 0))
                assertThat(waiters.sumOf { it.tellings.get() }).isEqualTo(waiters.count { it.isClaimed })
            }
        }

    @Test
    fun `nobody who came late overtakes, and nobody is left in line before a free permit`() =
        Racers(3).use { racers ->
            repeat(20_000) { round ->
                val limiter = CapacityLimiter(1)
                val held = limiter.lend()
                val waiter = HandWaiter(limiter.acquiring)
                var taken: Permit? = null
                racers.race(
                    { stagger(round).also { held.close() } },
                    { stagger(round / 3).also { waiter.begin() } },
                    { stagger(round / 5).also { taken = limiter.tryAcquire() } },
                )
                assertThat(taken != null || waiter.isClaimed).isTrue()
                taken?.close()
                assertThat(waiter.isClaimed).isTrue()
                waiter.permit.close()
                assertThat(limiter.available).isEqualTo(1)
            }
        }

    @Test
    fun `what a borrower did is seen by the next one`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val limiter = CapacityLimiter(1)
            var count = 0
            val workers =
                List(4) {
                    launch {
                        repeat(5_000) { round ->
                            stagger(round)
                            limiter.withPermit {
                                count++
                                if (round % 100 == 0) yield()
                            }
                        }
                    }
                }
            workers.forEach { it.join() }
            assertThat(count).isEqualTo(20_000)
        }

    @Test
    fun `the total holds while it is changed and tasks come and go`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val limiter = CapacityLimiter(3)
            val isDone = AtomicBoolean()
            val changing = launch { repeat(20_000) { limiter.total = 1 + it % 5 }.also { isDone.set(true) } }
            val workers =
                List(8) {
                    launch {
                        var round = 0
                        while (!isDone.get()) {
                            val work = launch { limiter.withPermit { yield() } }
                            stagger(round++)
                            if (round % 3 == 0) work.cancel()
                            work.join()
                        }
                    }
                }
            (workers + changing).forEach { it.join() }
            limiter.total = 4
            assertThat(limiter.statistics()).isEqualTo(CapacityStatistics(4, 0, 0))
        }

    @Test
    fun `it holds no borrower that gave back or gave up`() {
        val limiter = CapacityLimiter(1)
        val held = limiter.lend()
        val gaveUp = List(20) { giveUp(limiter) }
        held.close()
        assertForgotten(gaveUp + List(20) { giveBack(limiter) })
        assertThat(limiter.available).isEqualTo(1)
    }

    private fun giveUp(limiter: CapacityLimiter): WeakReference<*> {
        val borrower = Any()
        check(HandWaiter(limiter.acquiring(borrower)).begin().cancel())
        return WeakReference(borrower)
    }

    private fun giveBack(limiter: CapacityLimiter): WeakReference<*> {
        val borrower = Any()
        checkNotNull(limiter.tryAcquireOnBehalfOf(borrower)).close()
        return WeakReference(borrower)
    }

    private fun CapacityLimiter.lend(): Permit = checkNotNull(tryAcquire())
}

/** Waits until all of [references] are cleared. */
internal fun assertForgotten(references: List<WeakReference<*>>) {
    val deadline = System.nanoTime() + 5_000_000_000
    while (references.any { it.get() != null } && System.nanoTime() < deadline) {
        System.gc()
        Thread.yield()
    }
    assertThat(references.count { it.get() != null }).isZero()
}
