package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Sink
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.concat
import dev.corral.engine.stream.kernel.fromIterable
import dev.corral.engine.stream.kernel.generate
import dev.corral.engine.stream.kernel.onErrorResume
import dev.corral.engine.stream.kernel.range
import dev.corral.engine.stream.kernel.take
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeUnit
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlin.coroutines.startCoroutine
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.fail

/** Sources that emit in a loop, and what looks at the answers, with sinks that suspend now and then. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoopTest {
    private val seen = mutableListOf<Any?>()

    @Test
    fun `a source goes on where its sink suspended`() {
        for (source in sources(0L until 10L)) {
            seen.clear()
            runBlocking { source.run(sink { if (it % 3 == 0L) yield() }) }
            assertEquals((0L until 10L).toList(), seen)
        }
    }

    @Test
    fun `a sink that suspended can have enough`() {
        for (source in sources(0L until 10L)) {
            seen.clear()
            runBlocking { take(source, 4).run(sink { yield() }) }
            assertEquals((0L until 4L).toList(), seen)
        }
    }

    @Test
    fun `a failure is the same one, thrown before or after a suspension`() {
        for (suspends in listOf(false, true)) {
            for (source in sources(0L until 10L)) {
                seen.clear()
                val failure = FrozenException()
                val thrown =
                    assertThrows(FrozenException::class.java) {
                        runBlocking {
                            source.run(
                                sink {
                                    if (it == 5L && suspends) yield()
                                    if (it == 5L) throw failure
                                }
                            )
                        }
                    }
                assertSame(failure, thrown)
                assertEquals((0L..5L).toList(), seen)
            }
        }
    }

    @Test
    fun `a cancelled source emits no further element`() {
        for (source in sources(0L until 10L)) {
            seen.clear()
            assertThrows(CancellationException::class.java) {
                runBlocking { source.run(sink { if (it == 5L) currentCoroutineContext().cancel() }) }
            }
            assertEquals((0L..5L).toList(), seen)
        }
    }

    @Test
    fun `a failure from further down is told from the source's, also after a suspension`() {
        val failure = FrozenException()
        val resumed = onErrorResume(range(0, 10)) { fail("resumed") }
        val thrown =
            assertThrows(FrozenException::class.java) {
                runBlocking {
                    resumed.run(
                        sink {
                            yield()
                            throw failure
                        }
                    )
                }
            }
        assertSame(failure, thrown)
    }

    @Test
    fun `a collector may suspend`() {
        val doubled = flow {
            range(0, 3).collect {
                yield()
                emit(2 * it)
            }
        }
        assertEquals(listOf(0L, 2L, 4L), runBlocking { doubled.toList() })
    }

    @Test
    fun `the stack does not grow with the suspensions`() {
        for (source in sources(0L until 300_000L)) {
            val sink = ParkingSink()
            val results = mutableListOf<Result<Unit>>()
            val run: suspend () -> Unit = { source.run(sink) }
            run.startCoroutine(Continuation(EmptyCoroutineContext) { results += it })
            var deepest = 0
            while (results.isEmpty()) {
                deepest = maxOf(deepest, sink.depth)
                sink.resume()
            }
            results.single().getOrThrow()
            assertEquals(300_000, sink.count)
            assertTrue(deepest < 1000, "the stack has $deepest frames")
        }
    }

    private fun sources(elements: LongRange): List<Source<Long>> {
        val numbers = range(elements.first, elements.last + 1)
        val iterator = elements.iterator()
        return listOf(
            numbers,
            fromIterable(elements.toList()),
            take(generate { iterator.next() }, elements.count().toLong()),
            concat(listOf(numbers, fromIterable(listOf()))),
            onErrorResume(numbers) { throw it },
            flow { for (element in elements) emit(element) }.asSource(),
            flow { numbers.collect { emit(it) } }.asSource(),
        )
    }

    private fun sink(action: suspend (Long) -> Unit) =
        object : Sink<Long>() {
            override suspend fun emit(element: Long): Demand {
                seen.add(element)
                action(element)
                return Demand.MORE
            }
        }

    /** Suspends at every element, until it is resumed. */
    private class ParkingSink : Sink<Long>() {
        private var parked: Continuation<Demand>? = null
        var count = 0
        var depth = 0

        override suspend fun emit(element: Long): Demand = suspendCoroutineUninterceptedOrReturn {
            count++
            if (count % 1000 == 0) depth = Throwable().stackTrace.size
            parked = it
            COROUTINE_SUSPENDED
        }

        fun resume() {
            parked?.resume(Demand.MORE)
        }
    }

    /** kotlinx's recovery of stack traces cannot copy it. */
    private class FrozenException private constructor(val marker: Int) : RuntimeException() {
        constructor() : this(0)
    }
}
