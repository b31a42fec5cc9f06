package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.concat
import dev.corral.engine.stream.kernel.distinctUntilChanged
import dev.corral.engine.stream.kernel.filter
import dev.corral.engine.stream.kernel.map
import dev.corral.engine.stream.kernel.scan
import dev.corral.engine.stream.kernel.skip
import dev.corral.engine.stream.kernel.skipWhile
import dev.corral.engine.stream.kernel.take
import dev.corral.engine.stream.kernel.takeWhile
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Operators without tasks or time, against what lists make of the same elements. */
@Timeout(120)
class PlainModelTest {
    @Test
    fun `map filter and scan do as with lists`() {
        simulate<Int>(ROUNDS) { source -> Model(map(source) { it + 1 }) { all -> all.map { it + 1 } }.transforming() }
        simulate<Int>(ROUNDS) { source ->
            Model(filter(source) { it % 2 == 0 }) { all -> all.filter { it % 2 == 0 } }.seen()
        }
        simulate<Int>(ROUNDS) { source ->
            Model(scan(source, 0) { a, b -> a + b }) { all -> all.runningReduce { a, b -> a + b } }.transforming()
        }
    }

    @Test
    fun `take and skip do as with lists and lose nothing`() {
        simulate<Int>(ROUNDS) { source ->
            val n = random.nextInt(6)
            Model(take(source, n.toLong())) { it.take(n) }
        }
        simulate<Int>(ROUNDS) { source ->
            val n = random.nextInt(6)
            Model(skip(source, n.toLong())) { it.drop(n) }
        }
        simulate<Int>(ROUNDS) { source ->
            val n = random.nextInt(6)
            Model(takeWhile(source) { it % 1_000 < n }) { all -> all.takeWhile { it % 1_000 < n } }.seen()
        }
        simulate<Int>(ROUNDS) { source ->
            val n = random.nextInt(6)
            Model(skipWhile(source) { it % 1_000 < n }) { all -> all.dropWhile { it % 1_000 < n } }.seen()
        }
        simulate<Int>(ROUNDS) { source -> Model(distinctUntilChanged(source)) { it } }
    }

    @Test
    fun `batches are full but for the last one and nothing is lost`() {
        simulate<List<Int>>(ROUNDS) { source ->
            val n = random.nextInt(1, 5)
            Model(batch(source, n)) { it.chunked(n) }
        }
    }

    @Test
    fun `streams follow each other`() {
        simulate<Int>(ROUNDS) { source ->
            val other: Source<Int> = source()
            Model(concat(listOf(source, other))) { it }
        }
    }

    private companion object {
        const val ROUNDS = 3_000
    }
}
