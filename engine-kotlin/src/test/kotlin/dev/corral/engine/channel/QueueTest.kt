package dev.corral.engine.channel

import dev.corral.engine.kernel.Racers
import java.util.concurrent.CancellationException
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

@Timeout(30)
class QueueTest {
    private val queue = AsyncQueue.bounded<Int>(1, "orders")

    @Test
    fun `elements come in the order in which they were put, past every length of the ring`() =
        runBlocking<Unit> {
            val long = AsyncQueue.unlimited<Int>()
            var put = 0
            var got = 0
            for (burst in listOf(10, 17, 40, 5_000, 3)) {
                repeat(burst) { long.put(put++) }
                repeat(burst - 2) { assertThat(long.get()).isEqualTo(got++) }
            }
            while (got < put) assertThat(long.getNow()).isEqualTo(got++)
            assertThat(long.tryGet()).isNull()
            assertThat(long.capacity).isEqualTo(Int.MAX_VALUE)
        }

    @Test
    fun `a put waits for room, and a cancelled one put nothing`() =
        runBlocking<Unit> {
            queue.put(1)
            val second = launch(start = UNDISPATCHED) { queue.put(2) }
            val third = launch(start = UNDISPATCHED) { queue.put(3) }
            assertThat(queue.statistics()).isEqualTo(QueueStatistics(1, 1, 2, 0, false))
            second.cancel()
            assertThat(queue.get()).isEqualTo(1)
            third.join()
            assertThat(queue.getNow()).isEqualTo(3)
            assertThat(queue.tryGet()).isNull()
        }

    @Test
    fun `a cancelled caller neither puts nor gets`() =
        runBlocking<Unit> {
            queue.put(1)
            launch {
                coroutineContext.cancel()
                assertThrows<CancellationException> { queue.get() }
                assertThrows<CancellationException> { queue.tryGet(1.minutes) }
                assertThrows<CancellationException> { queue.tryGet(Duration.ZERO) }
            }
                .join()
            queue.getNow()
            launch {
                coroutineContext.cancel()
                assertThrows<CancellationException> { queue.put(1) }
                assertThrows<CancellationException> { queue.tryPut(1, 1.minutes) }
            }
                .join()
            assertThat(queue.size).isZero()
        }

    @Test
    fun `what was got is returned, also if a cancellation comes before the caller goes on`() =
        runBlocking<Unit> {
            var got = 0
            val getter = launch(start = UNDISPATCHED) { got = queue.get() }
            queue.putNow(7)
            getter.cancel()
            getter.join()
            assertThat(got).isEqualTo(7)
        }

    @Test
    fun `a time limit ends a wait`() =
        runBlocking<Unit> {
            assertThat(queue.tryGet(10.milliseconds)).isNull()
            assertThat(queue.tryPut(1, 10.milliseconds)).isTrue()
            assertThat(queue.tryPut(2, 10.milliseconds)).isFalse()
            assertThat(queue.tryPut(2, Duration.ZERO)).isFalse()
            val put = async(start = UNDISPATCHED) { queue.tryPut(3, 1.minutes) }
            assertThat(queue.tryGet(1.minutes)).isEqualTo(1)
            assertThat(put.await()).isTrue()
            assertThat(queue.getNow()).isEqualTo(3)
            assertThat(queue.statistics()).isEqualTo(QueueStatistics(0, 1, 0, 0, false))
        }

    @Test
    fun `what cannot be done now throws, and says where`() {
        assertThatThrownBy { queue.getNow() }.isInstanceOf(QueueEmpty::class.java).hasMessage("queue 'orders' is empty")
        queue.putNow(1)
        assertThatThrownBy { queue.putNow(2) }.isInstanceOf(QueueFull::class.java).hasMessageContaining("'orders'")
        assertThatThrownBy { AsyncQueue.bounded<Int>(0) }.hasMessage("capacity: 0 is less than 1")
        assertThat(queue.toString()).isEqualTo("AsyncQueue[orders, 1 of 1, 0 putting, 0 getting]")
    }

    @Test
    fun `closed, it is drained, and whoever waits is refused`() =
        runBlocking<Unit> {
            queue.put(1)
            val waiting = async(start = UNDISPATCHED) { runCatching { queue.put(2) } }
            queue.close()
            assertThat(waiting.await().exceptionOrNull()).isInstanceOf(QueueClosed::class.java)
            assertThrows<QueueClosed> { queue.put(3) }
            assertThrows<QueueClosed> { queue.tryPut(3) }
            assertThat(queue.get()).isEqualTo(1)
            assertThrows<QueueClosed> { queue.get() }
            assertThrows<QueueClosed> { queue.tryGet() }
            assertThrows<QueueClosed> { queue.tryGet(1.minutes) }
        }

    @Test
    fun `an error comes after what is buffered, itself`() =
        runBlocking<Unit> {
            val error = java.io.IOException("mine")
            queue.put(1)
            queue.close(error)
            assertThat(queue.get()).isEqualTo(1)
            assertThat(runCatching { queue.get() }.exceptionOrNull()).isSameAs(error)
            assertThat(runCatching { queue.put(1) }.exceptionOrNull()).isSameAs(error)
            val rendezvous = AsyncQueue.rendezvous<Int>()
            val waiting = async(start = UNDISPATCHED) { runCatching { rendezvous.get() } }
            rendezvous.close(error)
            assertThat(waiting.await().exceptionOrNull()).isSameAs(error)
        }

    @Test
    fun `the comparator of a waiting put fails that put`() =
        runBlocking<Unit> {
            val ranked =
                AsyncPriorityQueue.bounded<Int>(
                    2,
                    { a, b -> check(a != 13 && b != 13) { "mine" }.let { a.compareTo(b) } },
                )
            ranked.put(2)
            assertThatThrownBy { ranked.putNow(13) }.hasMessage("mine")
            ranked.put(1)
            val failing = async(start = UNDISPATCHED) { runCatching { ranked.put(13) } }
            val next = launch(start = UNDISPATCHED) { ranked.put(0) }
            assertThat(ranked.get()).isEqualTo(1)
            assertThat(failing.await().exceptionOrNull()).hasMessage("mine")
            next.join()
            assertThat(listOf(ranked.get(), ranked.get())).containsExactly(0, 2)
        }

    @Test
    fun `a comparator that throws as a waiter arrives leaves nothing behind`() {
        // Between the look and the line somebody makes room: what now finds full, enter does not.
        val ranked =
            AsyncPriorityQueue.bounded<Int>(1, { a, b -> check(a != 13 && b != 13) { "mine" }.let { a.compareTo(b) } })
        Racers(2).use { racers ->
            repeat(2_000) {
                ranked.putNow(1)
                var failure: Throwable? = null
                val put =
                    CoroutineScope(Dispatchers.Unconfined).launch(start = kotlinx.coroutines.CoroutineStart.LAZY) {
                        failure = runCatching { ranked.put(13) }.exceptionOrNull()
                    }
                racers.race({ put.start() }, { ranked.getNow() })
                check(put.isCompleted) { "round $it: still waiting: $ranked" }
                assertThat(failure).hasMessage("mine")
            }
        }
        assertThat(ranked.statistics()).isEqualTo(QueueStatistics(0, 1, 0, 0, false))
    }

    @Test
    fun `what is buffered in a cancelled queue is undelivered, once`() {
        val undelivered = LinkedBlockingQueue<Int>()
        val doomed =
            AsyncQueue.bounded<Int>(
                3,
                onUndelivered = {
                    undelivered += it
                    if (it == 1) error("mine, and logged")
                },
            )
        for (x in 1..3) doomed.putNow(x)
        doomed.cancel()
        doomed.cancel()
        assertThat(List(3) { undelivered.poll(10, SECONDS) }).containsExactly(1, 2, 3)
        assertThrows<QueueClosed> { doomed.getNow() }
        assertThat(undelivered).isEmpty()
    }
}
