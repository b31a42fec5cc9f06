package dev.corral.engine.combine

import dev.corral.engine.TaskScope
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** `mapAsync`, `mapBlocking`, `forEachAsync`, `traverse` and `asCompleted`, with suspend lambdas. */
@Timeout(30)
class ItemsTest {
    private val boom = IllegalStateException("boom")

    private class Endless : Iterator<Int>, AutoCloseable {
        val pulled = AtomicInteger()
        val closed = AtomicInteger()

        override fun hasNext() = true

        override fun next() = pulled.getAndIncrement()

        override fun close() {
            closed.incrementAndGet()
        }
    }

    @ParameterizedTest
    @ValueSource(ints = [1, 2, 8])
    fun `results are in the order of the items, and never more than the limit are at work`(limit: Int) =
        runBlocking<Unit>(Dispatchers.Default) {
            val items = (0 until 300).toList()
            val running = AtomicInteger()
            val most = AtomicInteger()
            val mapped =
                mapAsync(items, limit) {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max)
                    yield()
                    running.decrementAndGet()
                    it
                }
            assertThat(mapped).isEqualTo(items)
            assertThat(most.get()).isLessThanOrEqualTo(limit)
            assertThat(mapAsyncUnordered(items.toSet(), limit) { it }).containsExactlyInAnyOrderElementsOf(items)
            assertThat(mapBlocking(items.asIterable(), limit) { it }).isEqualTo(items)
        }

    @Test
    fun `results of a map that fails are disposed of, and nothing else is`() =
        runBlocking<Unit> {
            val disposed = ConcurrentLinkedQueue<Int?>()
            val thrown = catchThrowable {
                runBlocking {
                    mapAsync(listOf(1, 2, 3), 1, onUndelivered = { disposed.add(it) }) {
                        if (it == 2) throw boom
                        it
                    }
                }
            }
            assertThat(thrown).isSameAs(boom)
            assertThat(disposed).containsExactly(1)
        }

    @Test
    fun `a cancellation of the caller interrupts blocking functions and waits for them`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val begun = CountDownLatch(1)
            val interrupted = AtomicInteger()
            val job = launch {
                mapBlocking(listOf(1), 1) {
                    begun.countDown()
                    try {
                        CountDownLatch(1).await()
                    } catch (e: InterruptedException) {
                        interrupted.incrementAndGet()
                        throw e
                    }
                }
            }
            begun.await()
            job.cancelAndJoin()
            assertThat(interrupted).hasValue(1)
        }

    @Test
    fun `an endless iterator is read as needed until a failure or a cancellation, and closed`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val failing = Endless()
            val thrown = catchThrowable {
                runBlocking { forEachAsync(failing, 1) { if (it == 5) throw boom } }
            }
            assertThat(thrown).isSameAs(boom)
            assertThat(failing.pulled).hasValue(6)
            assertThat(failing.closed).hasValue(1)

            val endless = Endless()
            val begun = CompletableDeferred<Unit>()
            val job = launch {
                forEachAsync(endless, 2) {
                    if (it == 1) begun.complete(Unit)
                    awaitCancellation()
                }
            }
            begun.await()
            job.cancelAndJoin()
            assertThat(endless.pulled).hasValue(2)
            assertThat(endless.closed).hasValue(1)
        }

    @Test
    fun `the iterator of a caller that is cancelled already is closed`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val endless = Endless()
            launch {
                cancelCaller()
                forEachAsync(endless, 2) {}
            }
                .join()
            assertThat(endless.pulled).hasValue(0)
            assertThat(endless.closed).hasValue(1)
        }

    private suspend fun cancelCaller() {
        currentCoroutineContext()[Job]?.cancel()
    }

    @Test
    fun `handled failures fail nothing, and progress ends with all`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val told = mutableListOf<Progress>()
            val handled = ConcurrentLinkedQueue<Int>()
            forEachAsync(
                listOf(0, 1, 2, 3),
                2,
                onError = { item, error -> if (error === boom) handled.add(item) },
                onProgress = { told.add(it) },
            ) {
                if (it % 2 == 0) throw boom
            }
            assertThat(handled).containsExactlyInAnyOrder(0, 2)
            assertThat(told).last().isEqualTo(Progress(4, 4, 2))
        }

    @ParameterizedTest
    @ValueSource(ints = [1, 2, 3, 8])
    fun `a graph is visited to its end with any limit`(limit: Int) =
        runBlocking<Unit>(Dispatchers.Default) {
            val visited = AtomicInteger()
            traverse(listOf(0), limit) { depth ->
                visited.incrementAndGet()
                yield()
                if (depth < 3) List(10) { depth + 1 } else emptyList()
            }
            assertThat(visited).hasValue(1_111)
            traverse(listOf(0), limit) { if (it < 5_000) listOf(it + 1) else emptyList() }
        }

    @Test
    fun `outcomes come in the order in which the tasks end`() =
        runBlocking<Unit> {
            val first = CompletableDeferred<Int>()
            val tasks = listOf<suspend TaskScope.() -> Int>({ first.await() }, { throw boom }, { 3 })
            val indexes =
                asCompleted(tasks) { stream ->
                    buildList {
                        for ((index, _) in stream) {
                            add(index)
                            first.complete(1)
                        }
                    }
                }
            assertThat(indexes).containsExactly(1, 2, 0)
        }

    @Test
    fun `leaving a stream early cancels and awaits the rest and disposes of what nobody took`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val disposed = ConcurrentLinkedQueue<Int>()
            val tidied = AtomicInteger()
            val tasks =
                listOf<suspend TaskScope.() -> Int>(
                    { 1 },
                    { 2 },
                    {
                        try {
                            awaitCancellation()
                        } finally {
                            withContext(NonCancellable) { yield() }
                            tidied.incrementAndGet()
                        }
                    },
                )
            val index = asCompleted(tasks, onUndelivered = { disposed.add(it) }) { it.next()?.index }
            assertThat(index).isZero()
            assertThat(tidied).hasValue(1)
            assertThat(disposed).containsExactly(2)
        }

    @Test
    fun `what nobody took is disposed of when the call returns, also when every task had ended`() =
        runBlocking<Unit> {
            repeat(300) {
                val disposed = ConcurrentLinkedQueue<Int>()
                asCompleted(listOf<suspend TaskScope.() -> Int>({ 1 }), onUndelivered = { disposed.add(it) }) {}
                assertThat(disposed).containsExactly(1)
            }
        }

    @Test
    fun `a consumer that is cancelled while it waits takes nothing`() =
        runBlocking<Unit>(Dispatchers.Default) {
            repeat(2_000) { round ->
                val hand = CompletableDeferred<Int>()
                asCompleted(listOf<suspend TaskScope.() -> Int>({ hand.await() })) { stream ->
                    val taken = CompletableDeferred<Completion<Int>?>()
                    val waiting = launch { taken.complete(stream.next()) }
                    repeat(round % 4) { yield() }
                    launch { hand.complete(1) }
                    waiting.cancelAndJoin()
                    val next = stream.next()
                    if (taken.isCompleted) {
                        assertThat(taken.await()?.index).isZero()
                        assertThat(next).isNull()
                    } else {
                        assertThat(next?.index).isZero()
                    }
                }
            }
        }
}
