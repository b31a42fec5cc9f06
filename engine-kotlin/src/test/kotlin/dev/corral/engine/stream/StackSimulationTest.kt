package dev.corral.engine.stream

import dev.corral.engine.kernel.Backoff
import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.backpressure
import dev.corral.engine.stream.kernel.batch
import dev.corral.engine.stream.kernel.buffer
import dev.corral.engine.stream.kernel.concat
import dev.corral.engine.stream.kernel.debounce
import dev.corral.engine.stream.kernel.distinctUntilChanged
import dev.corral.engine.stream.kernel.dropLatest
import dev.corral.engine.stream.kernel.dropOldest
import dev.corral.engine.stream.kernel.flatMap
import dev.corral.engine.stream.kernel.groupBy
import dev.corral.engine.stream.kernel.interleave
import dev.corral.engine.stream.kernel.mapSuspending
import dev.corral.engine.stream.kernel.merge
import dev.corral.engine.stream.kernel.mergeWithPriority
import dev.corral.engine.stream.kernel.onComplete
import dev.corral.engine.stream.kernel.onErrorResume
import dev.corral.engine.stream.kernel.onUndelivered
import dev.corral.engine.stream.kernel.retry
import dev.corral.engine.stream.kernel.skip
import dev.corral.engine.stream.kernel.take
import dev.corral.engine.stream.kernel.throttle
import dev.corral.engine.stream.kernel.timeout
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Operators on top of operators, drawn from all of them: whatever they do, each element is accounted for. */
@Timeout(120)
class StackSimulationTest {
    @Test
    fun `sources that recover are run as often as they fail`() {
        simulate<Int>(ROUNDS) { first ->
            val times = random.nextInt(5)
            val flaky = Script(this, random.nextInt(4), (first as Script).failure ?: Planned("flaky"), times)
            sources += flaky
            Model(retry(flaky, Attempts(random.nextInt(1, 5)))) { it }
        }
    }

    @Test fun `stacks of two or three operators lose nothing`() = stacks(ROUNDS, 2, 3)

    @Test fun `high stacks lose nothing`() = stacks(ROUNDS / 3, 4, 7)

    private fun stacks(rounds: Int, low: Int, high: Int) =
        simulate<Int>(rounds) { source ->
            Model(stack(source, random.nextInt(low, high + 1))) { it }.undetermined().early()
        }

    private fun Case.stack(source: Source<Int>, height: Int): Source<Int> {
        if (height == 0) return source
        val below = stack(source, height - 1)
        return onUndelivered(operator(below, height), disposal)
    }

    private fun Case.other(height: Int): Source<Int> =
        stack(source(random.nextInt(4)), random.nextInt(minOf(height, 2)))

    private fun Case.operator(of: Source<Int>, height: Int): Source<Int> =
        when (random.nextInt(24)) {
            0 -> buffer(of, random.nextInt(1, 4))
            1 -> backpressure(of, 3, random.nextInt(3))
            2 -> throttle(of, 2, random.nextLong(1, 30))
            3 -> timeout(of, 10_000)
            4 -> debounce(of, random.nextLong(1, 20))
            5 -> dropOldest(of, random.nextInt(1, 3))
            6 -> dropLatest(of, random.nextInt(1, 3))
            7 -> mapSuspending(of, random.nextInt(1, 4), isOrdered = true, disposing()) { work(it) }
            8 -> mapSuspending(of, random.nextInt(1, 4), isOrdered = false, disposing()) { work(it) }
            9 -> merge(listOf(of, other(height)), untilFirst = false)
            10 -> merge(listOf(other(height), of), untilFirst = true)
            11 -> mergeWithPriority(listOf(of, other(height)))
            12 -> interleave(listOf(other(height), of))
            13 -> concat(listOf(of, other(height)))
            14 -> flatMap(of, random.nextInt(1, 4)) { seen(it, height) }
            15 -> flatMap(of) { seen(it, height) }
            16 -> groupBy<Int, Int, Int>(of, 3, { it % 3 }) { _, group -> handled(group) }
            17 -> onErrorResume(of) { if (random.nextBoolean()) other(height) else throw it }
            18 -> onComplete(of) { used() }
            19 -> retry(of, Attempts(2))
            20 -> take(of, random.nextLong(6))
            21 -> skip(of, random.nextLong(3))
            22 -> flatten(if (random.nextBoolean()) batch(of, 2) else batch(of, 3, random.nextLong(1, 30)))
            else -> distinctUntilChanged(of)
        }

    private fun Case.seen(element: Int, height: Int): Source<Int> {
        look(element)
        lost += element
        return other(height)
    }

    private fun Case.handled(group: Source<Int>): Source<Int> =
        when (random.nextInt(4)) {
            0 -> take(group, random.nextLong(3))
            1 -> onUndelivered(buffer(group, 2), disposal)
            2 -> source(2)
            else -> group
        }

    /** The elements of the lists; those that are not passed on are dropped by hand, for a function has seen them. */
    private fun Case.flatten(lists: Source<List<Int>>): Source<Int> =
        flatMap(lists) { list ->
            val rest = list.toMutableList()
            onComplete(
                dev.corral.engine.stream.kernel.fromIterators {
                    object : Iterator<Int> {
                        override fun hasNext() = rest.isNotEmpty()

                        override fun next() = rest.removeFirst()
                    }
                }
            ) {
                lost += rest
            }
        }

    private fun Case.disposing() =
        object : ItemRules {
            override val disposes = true

            override fun dispose(value: Any?) {
                used()
                dropped += value as Int
            }
        }

    private class Attempts(override val attempts: Int) : RetryRules {
        override val backoff = Backoff(1, 20, 2.0, 0.0)
        override val judgesFailures = false
        override val judgesValues = false
        override val hearsAttempts = false

        override fun retriesFailure(failure: Throwable) = true

        override fun retriesValue(value: Any?) = error("not asked")

        override fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long) = error("not told")
    }

    private companion object {
        const val ROUNDS = 6_000
    }
}
