package dev.corral.sync

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import java.util.Random
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** One object, used by futures and by coroutines at once. */
@Timeout(60)
class SharedTest {
    @Test
    fun `futures and coroutines wait in one line`() =
        runBlocking<Unit> {
            val lock = AsyncLock("shared")
            val permit = lock.tryAcquire().orElseThrow()
            val order = StringBuilder()
            val future = lock.acquire().thenAccept { it.use { order.append("future ") } }
            val coroutine = launch(Dispatchers.Unconfined) { lock.asKotlin().withLock { order.append("coroutine ") } }
            val cancelled = launch(Dispatchers.Unconfined) { lock.asKotlin().acquire() }
            val last = lock.acquire()
            assertThat(lock.statistics().waiting).isEqualTo(4)
            cancelled.cancel()
            permit.close()
            future.get(10, SECONDS)
            coroutine.join()
            last.get(10, SECONDS).close()
            assertThat(order.toString()).isEqualTo("future coroutine ")
            assertThat(lock.isLocked).isFalse()
        }

    @Test
    fun `what one side writes the other one sees, whoever is cancelled`() =
        runBlocking<Unit> {
            val lock = AsyncLock("shared")
            val kotlin = lock.asKotlin()
            var count = 0
            val done = AtomicInteger()
            val coroutines =
                List(4) { number ->
                    async(Dispatchers.Default) {
                        val random = Random(number.toLong())
                        repeat(1_000) {
                            val waiter =
                                launch(start = CoroutineStart.UNDISPATCHED) {
                                    kotlin.withLock {
                                        count++
                                        done.incrementAndGet()
                                    }
                                }
                            if (random.nextInt(3) == 0) waiter.cancel()
                            waiter.join()
                        }
                    }
                }
            val futures =
                List(4) { number ->
                    Corral.toThreadAction {
                        val random = Random(number.toLong())
                        repeat(1_000) {
                            val future: CorralFuture<Int> =
                                lock.withLock(
                                    Task {
                                        count++
                                        done.incrementAndGet()
                                        CompletableFuture.completedFuture(1)
                                    }
                                )
                            if (random.nextInt(3) == 0) future.cancel(true)
                            future.handle { _, _ -> 1 }.join()
                        }
                    }
                }
            coroutines.forEach { it.await() }
            futures.forEach { it.get(30, SECONDS) }
            assertThat(count).isEqualTo(done.get())
            assertThat(lock.statistics().toString()).isEqualTo(AsyncLock("free").statistics().toString())
        }

    @Test
    fun `a condition and a barrier are shared too`() =
        runBlocking<Unit> {
            val lock = AsyncLock("shared")
            val condition = lock.newCondition()
            val waiter = async(Dispatchers.Unconfined) { lock.asKotlin().withLock { condition.asKotlin().await() } }
            assertThat(condition.statistics().waiting).isEqualTo(1)
            lock.tryAcquire().orElseThrow().use { condition.asKotlin().asJava().signal() }
            waiter.await()
            val barrier = AsyncBarrier(2)
            val first = async(Dispatchers.Unconfined) { barrier.asKotlin().await() }
            yield()
            assertThat(barrier.asKotlin().asJava().await().get(10, SECONDS)).isEqualTo(1)
            assertThat(first.await()).isZero()
        }
}
