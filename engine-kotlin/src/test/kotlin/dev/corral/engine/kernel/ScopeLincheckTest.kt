package dev.corral.engine.kernel

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Options
import org.jetbrains.lincheck.datastructures.StressOptions
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

private val bench = Bench()

/**
 * One body that ends once, and everything that can come from outside: however they interleave, how the scope ends is
 * what some order of the calls gives.
 */
class ScopeLincheckTest {
    private val scope = bench.scope().begun()
    private val own = IllegalStateException("own")

    @Operation(nonParallelGroup = "body", runOnce = true) fun complete() = scope.succeed("value")

    @Operation(nonParallelGroup = "body", runOnce = true) fun fail() = scope.fail(own)

    @Operation(runOnce = true)
    fun cancel() {
        scope.cancel()
    }

    @Operation
    fun ended(): String =
        when {
            !scope.hasEnded -> "live"
            scope.failure() != null -> "failed with ${scope.failure()?.message}"
            scope.hasValue -> "completed"
            else -> "cancelled"
        }

    @Test
    fun `every interleaving has one outcome`() =
        ModelCheckingOptions().small().invocationsPerIteration(200).check(this::class)

    @Test
    @Tag("stress")
    fun `every execution has one outcome`() = StressOptions().small().invocationsPerIteration(1_000).check(this::class)

    private fun <O : Options<O, *>> O.small(): O =
        threads(3).actorsPerThread(2).actorsBefore(0).actorsAfter(1).iterations(8)
}

/** Children adopted while their group ends. */
class RegistryLincheckTest {
    private val group = bench.scope().begun()
    private val first = bench.scope(group)
    private val second = bench.scope(group)

    @Operation(runOnce = true) fun adoptFirst(): Boolean = first.attach()

    @Operation(runOnce = true) fun adoptSecond(): Boolean = second.attach()

    @Operation(runOnce = true) fun end() = group.stopped()

    /** No more can be added; that the group has ended is told a moment later. */
    @Operation fun closed(): Boolean = group.liveCount == 0

    @Test
    fun `a child is refused or keeps its group from ending in any interleaving`() =
        ModelCheckingOptions()
            .threads(3)
            .actorsPerThread(2)
            .actorsBefore(0)
            .actorsAfter(1)
            .iterations(8)
            .invocationsPerIteration(200)
            .check(this::class)
}
