package dev.corral.engine.combine

import dev.corral.engine.TaskScope
import dev.corral.engine.combine.kernel.QuorumConductor
import dev.corral.engine.combine.kernel.RetryConductor
import dev.corral.engine.kernel.Backoff
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.Scope
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What goes by the clock, with a clock that is moved by hand. */
@Timeout(30)
class CombineClockTest {
    private val bench = Bench()
    private val parent = bench.scope().begun()
    private val begun = AtomicInteger()

    @AfterEach
    fun stop() {
        bench.engine.shutdown()
    }

    private fun begin(
        count: Int,
        task: suspend TaskScope.(Int) -> Int,
        conductor: (Scope, SuspendParts<Int>) -> Conductor,
    ): Combined {
        val scope = Combined(parent, "whole")
        val parts =
            SuspendParts<Int>(scope, Dispatchers.Unconfined, null, count) { index ->
                {
                    begun.incrementAndGet()
                    task(index)
                }
            }
        scope.begin(conductor(scope, parts))
        return scope
    }

    @Test
    fun `a hedge begins one task after each delay, and no more when there is a value`() {
        val hands = List(4) { CompletableDeferred<Int>() }
        val hedge =
            begin(4, { hands[it].await() }) { scope, parts -> QuorumConductor(scope, parts, 1, 10, isList = false) }
        assertThat(begun).hasValue(1)
        bench.clock.advance(9)
        assertThat(begun).hasValue(1)
        bench.clock.advance(1)
        assertThat(begun).hasValue(2)
        hands[0].completeExceptionally(IllegalStateException("boom"))
        assertThat(begun).hasValue(3)
        bench.clock.advance(9)
        assertThat(begun).hasValue(3)
        hands[1].complete(2)
        assertThat(hedge.hasEnded).isTrue()
        assertThat(hedge.value()).isEqualTo(2)
        bench.clock.advance(100)
        assertThat(begun).hasValue(3)
        assertThat(bench.clock.pending).isZero()
        assertThat(bench.reports).hasValue(0)
    }

    @Test
    fun `a retry begins its next attempt when the delay has passed and a cancellation leaves no timer`() {
        val retry = begin(Int.MAX_VALUE, { error("#$it") }) { scope, parts -> RetryConductor(scope, parts, Rules) }
        assertThat(begun).hasValue(1)
        bench.clock.advance(9)
        assertThat(begun).hasValue(1)
        bench.clock.advance(1)
        assertThat(begun).hasValue(2)
        bench.clock.advance(19)
        assertThat(begun).hasValue(2)
        assertThat(bench.clock.pending).isEqualTo(1)
        retry.cancel()
        assertThat(retry.hasEnded).isTrue()
        assertThat(bench.clock.pending).isZero()
        bench.clock.advance(100)
        assertThat(begun).hasValue(2)
    }

    private object Rules : RetryRules {
        override val attempts = 10
        override val backoff = Backoff(10, 1_000, 2.0, 0.0)
        override val judgesFailures = false
        override val judgesValues = false
        override val hearsAttempts = false

        override fun retriesFailure(failure: Throwable) = true

        override fun retriesValue(value: Any?) = false

        override fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long) {}
    }
}
