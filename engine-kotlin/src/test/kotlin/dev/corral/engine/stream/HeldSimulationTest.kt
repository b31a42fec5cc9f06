package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.backpressure
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.buffer
import dev.corral.engine.stream.kernel.debounce
import dev.corral.engine.stream.kernel.dropLatest
import dev.corral.engine.stream.kernel.dropOldest
import dev.corral.engine.stream.kernel.throttle
import dev.corral.engine.stream.kernel.timeout
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Operators that hold elements back, in every interleaving of their tasks, timers and disturbances. */
@Timeout(120)
class HeldSimulationTest {
    /** As the source: the same elements, all of them. */
    private fun lossless(of: Case.(Source<Int>) -> Source<Int>) =
        simulate<Int>(ROUNDS) { source -> Model(of(source)) { it } }

    /** Some of the elements, in order. */
    private fun dropping(of: Case.(Source<Int>) -> Source<Int>) =
        simulate<Int>(ROUNDS, check = { out -> check(out == out.sorted()) { "$out is not in order" } }) { source ->
            Model(of(source)) { it }.undetermined()
        }

    @Test
    fun `buffers that suspend pass on everything in order`() {
        lossless { buffer(it, random.nextInt(1, 4)) }
        lossless {
            val high = random.nextInt(1, 5)
            backpressure(it, high, random.nextInt(high))
        }
    }

    @Test
    fun `throttle and timeout pass on everything in order`() {
        lossless { throttle(it, random.nextInt(1, 4), random.nextLong(1, 60)) }
        lossless { timeout(it, 100) }
        lossless { throttle(timeout(buffer(it, 2), 1_000), 2, 30) }
    }

    @Test
    fun `batches by age hold everything in order`() {
        simulate<List<Int>>(
            ROUNDS,
            check = { out -> check(out.flatten() == entered.take(out.flatten().size)) { "$out of $entered" } },
        ) { source ->
            Model(batch(source, random.nextInt(1, 4), random.nextLong(1, 60))) { listOf(it) }.undetermined()
        }
    }

    @Test
    fun `those that drop by contract account for each element`() {
        dropping { dropOldest(it, random.nextInt(1, 4)) }
        dropping { dropLatest(it, random.nextInt(1, 4)) }
        dropping { debounce(it, random.nextLong(1, 40)) }
        dropping { debounce(dropOldest(buffer(it, 2), 1), 5) }
    }

    private companion object {
        const val ROUNDS = 3_000
    }
}
