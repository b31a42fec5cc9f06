package dev.corral.channel

import dev.corral.engine.channel.QueueClosed as KotlinQueueClosed
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentLinkedQueue
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** One queue, two languages at once. */
@Timeout(30)
class SharedQueueTest {
    @Test
    fun `futures and coroutines hand over to each other`() =
        runBlocking<Unit> {
            for (java in listOf(AsyncQueue.rendezvous<Int>(), AsyncQueue.bounded(2))) {
                val kotlin = java.asKotlin()
                val each = 2_000
                val got = ConcurrentLinkedQueue<Int>()
                val coroutines =
                    listOf(
                        launch(Dispatchers.Default) { repeat(each) { kotlin.put(2 * it) } },
                        launch(Dispatchers.Default) { repeat(each) { got += kotlin.get() } },
                    )
                val futures =
                    listOf(
                        CompletableFuture.runAsync { repeat(each) { java.putBlocking(2 * it + 1) } },
                        CompletableFuture.runAsync { repeat(each) { got += java.get().join() } },
                    )
                coroutines.joinAll()
                futures.forEach { it.join() }
                assertThat(got.toSet()).hasSize(2 * each)
                assertThat(got).hasSize(2 * each)
            }
        }

    @Test
    fun `each is refused in the exceptions of its language`() =
        runBlocking<Unit> {
            val queue = AsyncQueue.rendezvous<Int>()
            val future = queue.get()
            val coroutine = async(start = UNDISPATCHED) { runCatching { queue.asKotlin().get() } }
            queue.close()
            assertThatThrownBy { future.joinOrThrow() }.isInstanceOf(QueueClosed::class.java)
            assertThat(coroutine.await().exceptionOrNull()).isInstanceOf(KotlinQueueClosed::class.java)
        }
}
