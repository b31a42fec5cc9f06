package dev.corral.engine.stream

import dev.corral.engine.kernel.Backoff
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.ScopeElement
import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.retry
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Retries by a clock that is moved by hand. */
@Timeout(30)
@OptIn(ExperimentalCoroutinesApi::class, kotlinx.coroutines.DelicateCoroutinesApi::class)
class RetrySourceTest {
    private val bench = Bench()
    private val parent = bench.scope().begun()
    private val seen = mutableListOf<Int>()
    private val failures = mutableListOf<Exception>()

    @AfterEach
    fun stop() {
        bench.engine.shutdown()
    }

    private class Rules(
        override val attempts: Int = 3,
        private val accepts: (Throwable) -> Boolean = { true },
    ) : RetryRules {
        val heard = mutableListOf<Triple<Int, Throwable?, Long>>()
        override val backoff = Backoff(10, 1000, 2.0, 0.0)
        override val judgesFailures = true
        override val judgesValues = false
        override val hearsAttempts = true

        override fun retriesFailure(failure: Throwable) = accepts(failure)

        override fun retriesValue(value: Any?) = error("not asked")

        override fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long) {
            heard += Triple(number, failure, delay)
        }
    }

    /** Emits how often it was collected, and fails so many times. */
    private fun failing(times: Int): Flow<Int> = flow {
        emit(failures.size)
        if (failures.size < times) throw Exception("#${failures.size}").also { failures += it }
    }

    private fun begin(flow: Flow<Int>): Deferred<Unit> =
        GlobalScope.async(Dispatchers.Unconfined + ScopeElement(parent), CoroutineStart.UNDISPATCHED) {
            flow.collect { seen += it }
        }

    @Test
    fun `a failed source is run anew after each delay`() {
        val rules = Rules()
        val run = begin(retry(failing(2).asSource(), rules))
        assertThat(seen).containsExactly(0)
        bench.clock.advance(9)
        assertThat(seen).containsExactly(0)
        bench.clock.advance(1)
        assertThat(seen).containsExactly(0, 1)
        bench.clock.advance(19)
        assertThat(seen).containsExactly(0, 1)
        bench.clock.advance(1)
        assertThat(seen).containsExactly(0, 1, 2)
        assertThat(run.isCompleted).isTrue()
        assertThat(run.getCompletionExceptionOrNull()).isNull()
        assertThat(rules.heard)
            .containsExactly(Triple(1, failures[0], 10L), Triple(2, failures[1], 20L), Triple(3, null, -1L))
    }

    @Test
    fun `the last failure is thrown, the earlier ones suppressed in it`() {
        val run = begin(retry(failing(9).asSource(), Rules(attempts = 2)))
        bench.clock.advance(10)
        assertThat(run.getCompletionExceptionOrNull()).isSameAs(failures[1])
        assertThat(failures[1].suppressed).containsExactly(failures[0])
        assertThat(bench.clock.pending).isZero()
    }

    @Test
    fun `what the policy does not accept, and a cancellation, is not tried again`() {
        val run = begin(retry(failing(9).asSource(), Rules { false }))
        assertThat(run.getCompletionExceptionOrNull()).isSameAs(failures.single())
        val stranger = CancellationException("a stranger's")
        val other = begin(retry(flow<Int> { throw stranger }.asSource(), Rules()))
        assertThat(other.getCompletionExceptionOrNull()).isSameAs(stranger)
    }

    @Test
    fun `a failure from further down is not tried again`() {
        val boom = Exception("boom")
        val run = begin(retry(failing(0).asSource(), Rules()).map { throw boom })
        assertThat(run.getCompletionExceptionOrNull()).isSameAs(boom)
    }

    @Test
    fun `cancelled between two attempts it leaves no timer`() {
        val run = begin(retry(failing(9).asSource(), Rules()))
        assertThat(bench.clock.pending).isEqualTo(1)
        run.cancel()
        assertThat(run.isCompleted).isTrue()
        assertThat(bench.clock.pending).isZero()
    }
}
