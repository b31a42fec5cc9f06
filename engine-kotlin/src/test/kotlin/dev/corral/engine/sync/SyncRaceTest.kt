package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.failAfter
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.HandWaiter
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import dev.corral.engine.taskGroup
import java.lang.ref.WeakReference
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Events, reentrant locks, read-write locks and guards against cancellations, and what is seen behind them. */
@Timeout(60)
class SyncRaceTest {
    @Test fun `an event wakes everybody who came before it was set`() = wakes(20_000)

    @Test @Tag("stress") @Timeout(600) fun `an event wakes everybody in many more rounds`() = wakes(300_000)

    private fun wakes(rounds: Int) =
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val event = AsyncEvent()
                val before = List(3) { HandWaiter(event.waiting).begin() }
                val meanwhile = HandWaiter(event.waiting)
                racers.race(
                    {
                        stagger(round)
                        event.set()
                        event.clear()
                    },
                    { stagger(round / 7).also { before[round % 3].cancel() } },
                    { stagger(round / 11).also { meanwhile.begin() } },
                )
                before.forEachIndexed { i, waiter -> check(waiter.isClaimed || i == round % 3 && waiter.isGone) }
                assertThat(event.statistics()).isEqualTo(EventStatistics(false, if (meanwhile.isWaiting) 1 else 0))
                event.set()
                assertThat(meanwhile.isClaimed).isTrue()
                (before + meanwhile).forEach { assertThat(it.tellings.get()).isEqualTo(if (it.isGone) 0 else 1) }
            }
        }

    @Test
    fun `what came before an event was set is seen`() =
        Racers(2).use { racers ->
            var plain = 0
            repeat(20_000) { round ->
                val event = AsyncEvent()
                var seen = -1
                racers.race(
                    {
                        stagger(round)
                        plain = round
                        event.set()
                    },
                    {
                        stagger(round / 3)
                        runBlocking { event.await() }
                        seen = plain
                    },
                )
                assertThat(seen).isEqualTo(round)
            }
        }

    @Test fun `a reentrant lock is neither lost nor held twice`() = excludes(20_000)

    @Test @Tag("stress") @Timeout(600) fun `a reentrant lock is not lost in many more rounds`() = excludes(300_000)

    private fun excludes(rounds: Int) =
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val lock = AsyncReentrantLock()
                val held = checkNotNull(lock.tryAcquire())
                val first = HandWaiter(lock.acquiring).begin()
                val second = HandWaiter(lock.acquiring)
                racers.race(
                    { stagger(round).also { held.close() } },
                    { stagger(round / 7).also { first.cancel() } },
                    { stagger(round / 11).also { second.begin() } },
                )
                assertThat(listOf(first, second).count { it.isClaimed }).isEqualTo(1)
                val has = if (first.isClaimed) first else second
                assertThat(lock.statistics().holds).isEqualTo(1)
                has.permit.close()
                if (second !== has) second.permit.close()
                assertThat(lock.statistics()).isEqualTo(ReentrantLockStatistics(null, 0, 0))
            }
        }

    @Test fun `a writer is alone, and a cancelled one lets those behind it in`() = admits(20_000)

    @Test @Tag("stress") @Timeout(600) fun `a writer is alone in many more rounds`() = admits(300_000)

    private fun admits(rounds: Int) =
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                val lock = AsyncReadWriteLock()
                val held = checkNotNull((if (round % 2 == 0) lock.read else lock.write).tryAcquire())
                val writer = HandWaiter(lock.write.acquiring).begin()
                val readers = List(2) { HandWaiter(lock.read.acquiring).begin() }
                val late = HandWaiter(if (round % 3 == 0) lock.write.acquiring else lock.read.acquiring)
                racers.race(
                    { stagger(round).also { held.close() } },
                    { stagger(round / 7).also { if (round % 5 == 0) readers[0].cancel() else writer.cancel() } },
                    { stagger(round / 11).also { late.begin() } },
                )
                if (writer.isClaimed) {
                    assertThat((readers + late).none { it.isClaimed }).isTrue()
                    assertThat(lock.statistics().isWriting).isTrue()
                    assertThat(lock.statistics().readers).isZero()
                    writer.permit.close()
                }
                readers.forEach { assertThat(it.isClaimed || it.isGone).isTrue() }
                if (round % 3 == 0) assertThat(late.isClaimed).isFalse()
                readers.forEach { if (it.isClaimed) it.permit.close() }
                assertThat(late.isClaimed).isTrue()
                late.permit.close()
                assertThat(lock.statistics()).isEqualTo(ReadWriteLockStatistics(0, false, null, 0, 0))
                (readers + writer + late).forEach { assertThat(it.tellings.get()).isEqualTo(if (it.isGone) 0 else 1) }
            }
        }

    @Test
    fun `one at a time uses a guarded resource`() =
        Racers(3).use { racers ->
            repeat(20_000) { round ->
                val guard = ResourceGuard("it")
                val inside = AtomicInteger()
                val used = AtomicInteger()
                val body: () -> Unit = {
                    stagger(round)
                    try {
                        guard.use {
                            check(inside.incrementAndGet() == 1)
                            used.incrementAndGet()
                            inside.decrementAndGet()
                        }
                    } catch (e: IllegalStateException) {
                        check(e.message?.startsWith("'it' is in use") == true) { e }
                    }
                }
                racers.race(body, body, body)
                assertThat(used.get()).isBetween(1, 3)
                assertThat(guard.isBusy).isFalse()
            }
        }

    @Test
    fun `what a holder did is seen by the next one`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val lock = AsyncReentrantLock()
            var count = 0
            taskGroup {
                repeat(4) {
                    spawn {
                        repeat(5_000) { round ->
                            stagger(round)
                            lock.withLock { lock.withLock { count++ } }
                        }
                    }
                }
            }
            assertThat(count).isEqualTo(20_000)
        }

    @Test
    fun `what a writer did is seen by readers, who never see it half done`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val lock = AsyncReadWriteLock()
            var first = 0
            var second = 0
            val inside = AtomicInteger()
            val workers =
                List(4) { number ->
                    launch {
                        repeat(5_000) { round ->
                            stagger(round)
                            val work = launch {
                                if (number % 2 == 0) {
                                    lock.write.withLock {
                                        check(inside.getAndIncrement() == 0)
                                        first++
                                        if (round % 50 == 0) withContext(NonCancellable) { yield() }
                                        second++
                                        inside.decrementAndGet()
                                    }
                                } else {
                                    lock.read.withLock {
                                        check(inside.get() == 0)
                                        check(first == second)
                                    }
                                }
                            }
                            if (round % 7 == 0) work.cancel()
                            work.join()
                        }
                    }
                }
            workers.forEach { it.join() }
            assertThat(first).isEqualTo(second)
            assertThat(lock.statistics()).isEqualTo(ReadWriteLockStatistics(0, false, null, 0, 0))
        }

    @Test
    fun `an inline scope holds what its task holds, on whatever thread`() =
        runBlocking<Unit> {
            val lock = AsyncReentrantLock("tree")
            taskGroup {
                spawn("a") {
                    lock.withLock {
                        failAfter(1.minutes) {
                            lock.withLock {
                                withContext(Dispatchers.IO) {
                                    lock.withLock { assertThat(lock.holdCount()).isEqualTo(3) }
                                }
                            }
                        }
                        taskGroup { spawn("b") { assertThat(lock.tryAcquire()).isNull() } }
                    }
                }
            }
            assertThat(lock.isLocked).isFalse()
        }

    @Test
    fun `nothing is kept of those who gave up`() {
        val reentrant = AsyncReentrantLock()
        val both = AsyncReadWriteLock()
        val event = AsyncEvent()
        val held = listOf(checkNotNull(reentrant.tryAcquire()), checkNotNull(both.write.tryAcquire()))
        val waits = listOf(reentrant.acquiring, both.read.acquiring, both.write.acquiring, event.waiting)
        assertForgotten(waits.flatMap { wait -> List(20) { giveUp(HandWaiter(wait, Bystander.of())) } })
        held.forEach(Permit::close)
    }

    private fun giveUp(waiter: HandWaiter): WeakReference<*> {
        check(waiter.begin().cancel())
        return WeakReference(waiter.owner)
    }

    private object Bystander {
        private val bench = Bench()

        fun of() = bench.scope().begun()
    }
}
