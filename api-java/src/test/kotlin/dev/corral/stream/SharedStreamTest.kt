package dev.corral.stream

import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** One stream, run by futures and collected by coroutines. */
@Timeout(30)
class SharedStreamTest {
    @Test
    fun `a stream is a flow that other flows may emit`() =
        runBlocking<Unit> {
            val ours = AsyncStream.range(0, 4).map { it * 2 }.asKotlin()
            assertThat(flow { emitAll(ours) }.map { it + 1 }.toList()).containsExactly(1, 3, 5, 7)
            assertThat(ours.buffer(2).flowOn(Dispatchers.Default).toList()).containsExactly(0, 2, 4, 6)
            assertThat(ours.first()).isZero()
        }

    @Test
    fun `sources with threads of their own emit in the context of the collector`() =
        runBlocking<Unit> {
            val sources =
                listOf(
                    AsyncStream.emitBlocking<Int> { out -> repeat(3) { out.emit(it) } },
                    AsyncStream.fromPublisher(AsyncStream.of(0, 1, 2).toPublisher(), 2),
                    AsyncStream.fromBlockingQueue(java.util.concurrent.LinkedBlockingQueue(listOf(0, 1, 2))).take(3),
                )
            for (source in sources) {
                withContext(Mark()) {
                    val seen = flow { source.asKotlin().collect { emit(it to (coroutineContext[Mark] != null)) } }
                    assertThat(seen.toList()).containsExactly(0 to true, 1 to true, 2 to true)
                }
            }
        }

    private class Mark : AbstractCoroutineContextElement(Mark) {
        companion object : CoroutineContext.Key<Mark>
    }

    @Test
    fun `a flow is a stream that closes it early and hands on its failure`() {
        val ended = ConcurrentLinkedQueue<String>()
        val endless = flow {
            var i = 0
            while (true) emit(i++)
        }
            .onCompletion { ended.add("ended") }
        assertThat(endless.asJava().map { it * 2 }.take(3).toList().join()).containsExactly(0, 2, 4)
        assertThat(ended).containsExactly("ended")
        val boom = Exception("boom")
        assertThatThrownBy { flow<Int> { throw boom }.asJava().toList().joinOrThrow() }.isSameAs(boom)
        assertThat(listOf(1, 2).asFlow().asJava().count().join()).isEqualTo(2)
        assertThat(AsyncStream.of(1).asKotlin().asJava().asKotlin()).isNotNull
        @Suppress("UNCHECKED_CAST") val nulls = flowOf<Int?>(null) as kotlinx.coroutines.flow.Flow<Int>
        assertThatThrownBy { nulls.asJava().toList().joinOrThrow() }
            .isInstanceOf(NullPointerException::class.java)
            .hasMessageContaining("no null elements")
    }
}
