package dev.corral.engine.stream

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The joining operators for Kotlin callers. */
@Timeout(30)
class JoinFlowTest {
    private val ended = AtomicInteger()

    private fun endless(base: Int): Flow<Int> = flow {
        try {
            var next = base
            while (true) {
                emit(next++)
                yield()
            }
        } finally {
            ended.incrementAndGet()
        }
    }

    @Test
    fun `results go on in order, whatever their order`() = runBlocking {
        val gates = List(4) { CompletableDeferred<Unit>() }
        val results =
            (0..3).asFlow().mapAsync(4) {
                if (it > 0) gates[it].await()
                if (it < 3) gates[it + 1].complete(Unit)
                "#$it"
            }
        assertThat(results.toList()).containsExactly("#0", "#1", "#2", "#3")
        assertThat((0..99).asFlow().mapAsyncUnordered(7) { it.also { yield() } }.toList())
            .containsExactlyInAnyOrderElementsOf(0..99)
        Unit
    }

    @Test
    fun `a failure is the same instance and cancels the others`() = runBlocking {
        val boom = Exception("boom")
        val caught = runCatching {
            endless(0)
                .mapAsync(3) {
                    if (it == 1) throw boom
                    if (it == 2)
                        try {
                            awaitCancellation()
                        } finally {
                            ended.incrementAndGet()
                        }
                    it
                }
                .toList()
        }
        assertThat(caught.exceptionOrNull()).isSameAs(boom)
        assertThat(ended).hasValueBetween(1, 2)
        Unit
    }

    @Test
    fun `a cancellation of the collecting coroutine reaches every part of it`() = runBlocking {
        val results = mutableListOf<Int>()
        val reached = CompletableDeferred<Unit>()
        val collecting = launch {
            endless(0)
                .mapAsync(2) { if (it < 3) it else awaitCancellation() }
                .interleave(endless(100))
                .collect {
                    results += it
                    if (it == 102) reached.complete(Unit)
                }
        }
        reached.await()
        collecting.cancelAndJoin()
        assertThat(results).containsExactly(0, 100, 1, 101, 2, 102)
        assertThat(ended).hasValue(2)
        Unit
    }

    @Test
    fun `early ends close every source`() = runBlocking {
        assertThat(endless(0).interleave(endless(10), flowOf(7)).take(6).toList()).containsExactly(0, 10, 7, 1, 11, 2)
        assertThat(ended).hasValue(2)
        assertThat(mergeUntilFirst(endless(0).take(5), flow { awaitCancellation() }).toList())
            .containsExactly(0, 1, 2, 3, 4)
        assertThat(mergeWithPriority(flowOf(1, 2, 3), flowOf(7, 8)).toList()).containsExactly(1, 2, 3, 7, 8)
        assertThat((0..9).asFlow().groupBy(2, { it % 2 }) { _, group -> group.take(2) }.toList())
            .containsExactlyInAnyOrder(0, 1, 2, 3)
        Unit
    }

    @Test
    fun `one key too many fails, and a group's flow is collected once`() = runBlocking {
        assertThatThrownBy { runBlocking { (0..9).asFlow().groupBy(3, { it }) { _, group -> group }.toList() } }
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessage("groupBy: '3' is of group '3', and there are 3 already")
        var first: Flow<Int>? = null
        assertThatThrownBy {
                runBlocking {
                    flowOf(1, 2)
                        .groupBy(3, { it }) { _, group -> (first ?: group).also { first = it }.map { it } }
                        .toList()
                }
            }
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessage("the stream of group '1' was run twice")
        Unit
    }

    @Test
    fun `a stranger's cancellation is a failure`() = runBlocking {
        val stranger = CancellationException("a stranger's")
        val caught = runCatching { flowOf(1, 2).mapAsync(2) { throw stranger }.toList() }
        assertThat(caught.exceptionOrNull()).isSameAs(stranger)
        val other = runCatching { mergeUntilFirst(flow<Int> { throw stranger }, endless(0)).toList() }
        assertThat(other.exceptionOrNull()).isSameAs(stranger)
        Unit
    }
}
