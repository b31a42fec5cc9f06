package dev.corral.engine.stream

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.Scope
import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Disposal
import dev.corral.engine.stream.kernel.Sink
import dev.corral.engine.stream.kernel.Source
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** The same on several threads, in real time: runs that are cut short somewhere lose nothing, and leave nothing. */
@Timeout(120)
class HeldRaceTest {
    private val engine = Engine(EngineOptions())

    @ParameterizedTest
    @EnumSource(
        names =
            ["BUFFER_1", "BATCH", "ALL", "BUFFER_4", "BACKPRESSURE", "CONFLATE", "DROP_LATEST", "DEBOUNCE", "TIMEOUT"]
    )
    internal fun `each element is passed on or dropped, once, and in order`(kind: HeldModelTest.Kind) {
        repeat(500) { seed ->
            val random = Random(seed)
            val numbers = Numbers(random.nextInt(1, 300), random.nextInt(400))
            val received = Receiver<List<Int>>(random.nextInt(400), random.nextBoolean())
            val run = begin(kind.of(numbers), received)
            if (random.nextInt(3) == 0) {
                repeat(random.nextInt(2_000)) { Thread.onSpinWait() }
                run.cancel()
            }
            awaitEnd(run)
            val all = (received.elements.flatten() + numbers.dropped).sorted()
            assertThat(all).describedAs("$kind, seed $seed").isEqualTo((1..numbers.emitted).toList())
            assertThat(received.elements.flatten()).isSorted()
            assertThat(numbers.isOpen).isFalse()
        }
    }

    private fun <T> begin(source: Source<T>, sink: Sink<T>): Scope {
        val run = Operation(engine.root, "run") { source.run(sink) }
        run.attachToLiving()
        run.observe()
        run.dispatchBody(engine.workersDispatcher)
        return run
    }

    private fun awaitEnd(run: Scope) {
        val late = System.nanoTime() + SECONDS.toNanos(20)
        while (!run.hasEnded) {
            check(System.nanoTime() < late) { "the run does not end" }
            Thread.onSpinWait()
        }
    }

    private class Numbers(private val count: Int, private val failsAt: Int) : Source<Int>() {
        val dropped = ConcurrentLinkedQueue<Int>()
        override val disposal = Disposal<Int>(dropped::add)

        @Volatile var emitted = 0
        @Volatile var isOpen = false

        override suspend fun run(sink: Sink<Int>) {
            isOpen = true
            try {
                for (i in 1..count) {
                    check(i != failsAt) { "boom" }
                    emitted = i
                    if (sink.emit(i) === Demand.ENOUGH) return
                }
            } finally {
                isOpen = false
            }
        }
    }

    private class Receiver<T>(private val last: Int, private val fails: Boolean) : Sink<T>() {
        val elements = ArrayList<T>()

        override suspend fun emit(element: T): Demand {
            elements += element
            if (elements.size < last) return Demand.MORE
            check(!fails) { "enough" }
            return Demand.ENOUGH
        }
    }
}
