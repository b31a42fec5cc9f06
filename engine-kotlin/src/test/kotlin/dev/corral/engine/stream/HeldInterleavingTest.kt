package dev.corral.engine.stream

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

/** Operators that hold elements back, in every order in which their tasks, timers and disposers may run. */
@Timeout(120)
class HeldInterleavingTest {
    @Test
    fun `buffers keep the order and lose nothing`() {
        simulate<Int>(ROUNDS) { source -> Model(buffer(source, random.nextInt(1, 5))) { it } }
        simulate<Int>(ROUNDS) { source ->
            val low = random.nextInt(3)
            Model(backpressure(source, low + random.nextInt(1, 4), low)) { it }
        }
    }

    @Test
    fun `what an overflowing buffer drops is disposed of`() {
        simulate<Int>(ROUNDS, check = { out -> check(out == out.sorted()) { "out of order: $out" } }) { source ->
            Model(dropOldest(source, random.nextInt(1, 4))) { it }.undetermined()
        }
        simulate<Int>(ROUNDS, check = { out -> check(out == out.sorted()) { "out of order: $out" } }) { source ->
            Model(dropLatest(source, random.nextInt(1, 4))) { it }.undetermined()
        }
        simulate<Int>(ROUNDS, check = { out -> check(out == out.sorted()) { "out of order: $out" } }) { source ->
            Model(debounce(source, random.nextLong(1, 40))) { it }.undetermined()
        }
    }

    @Test
    fun `batches by age are neither empty nor too large and lose nothing`() {
        simulate<List<Int>>(
            ROUNDS,
            check = { out ->
                check(out.all { it.size in 1..3 }) { "of a wrong size: $out" }
                check(out.flatten() == out.flatten().sorted()) { "out of order: $out" }
            },
        ) { source ->
            Model(batch(source, 3, random.nextLong(1, 60))) { listOf(it) }.undetermined()
        }
    }

    @Test
    fun `a throttled stream is not faster than it may be in any window`() {
        val count = 2
        val per = 25L
        simulate<Int>(
            ROUNDS,
            check = {
                val times = delivered.map { it.first }
                for (i in count until times.size) check(times[i] - times[i - count] >= per) { "too fast: $times" }
            },
        ) { source ->
            Model(throttle(source, count, per)) { it }
        }
    }

    @Test
    fun `a time-out that does not pass changes nothing`() {
        simulate<Int>(ROUNDS) { source -> Model(timeout(source, 10_000)) { it } }
    }

    @Test
    fun `operators upon operators lose nothing`() {
        simulate<List<Int>>(ROUNDS, check = { out -> check(out.flatten() == out.flatten().sorted()) }) { source ->
            val held = buffer(throttle(backpressure(source, 3, 1), 2, 10), random.nextInt(1, 4))
            Model(batch(held, 2, random.nextLong(1, 30))) { listOf(it) }.undetermined()
        }
    }

    private companion object {
        const val ROUNDS = 3_000
    }
}
