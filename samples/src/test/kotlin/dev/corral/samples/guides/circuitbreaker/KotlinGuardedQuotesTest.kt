package dev.corral.samples.guides.circuitbreaker

import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import io.github.resilience4j.circuitbreaker.CallNotPermittedException
import io.github.resilience4j.circuitbreaker.CircuitBreaker
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig
import java.io.IOException
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/circuit-breaker.md promises, in Kotlin. */
@Timeout(60)
class KotlinGuardedQuotesTest {
    private val breaker =
        CircuitBreaker.of(
            "quotes",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(2)
                .minimumNumberOfCalls(2)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build(),
        )

    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() })
            .containsExactly("CircuitBreaker 'quotes' is OPEN and does not permit further calls")
    }

    @Test
    fun `a time-out is a failure for the breaker`() {
        assertThatThrownBy { runBlocking { breaker.call(20.milliseconds) { awaitCancellation() } } }
            .isInstanceOf(TimeoutException::class.java)
        assertThat(breaker.metrics.numberOfFailedCalls).isOne()
    }

    @Test
    fun `a cancellation is not counted and gives its permission back`() =
        runBlocking<Unit> {
            breaker.transitionToOpenState()
            breaker.transitionToHalfOpenState()
            val begun = CompletableDeferred<Unit>()
            taskGroup {
                val probe = spawn {
                    breaker.call(1.hours) {
                        begun.complete(Unit)
                        awaitCancellation()
                    }
                }
                begun.await()
                probe.cancel()
                probe.join()
            }
            assertThat(breaker.metrics.numberOfFailedCalls).isZero()
            assertThat(breaker.call(1.hours) { "9.99" }).isEqualTo("9.99")
            assertThat(breaker.state).isEqualTo(CircuitBreaker.State.CLOSED)
        }

    @Test
    fun `a cancellation of the service's own is a failure`() {
        assertThatThrownBy { runBlocking { breaker.call(1.hours) { throw CancellationException("theirs") } } }
            .isInstanceOf(CancellationException::class.java)
        assertThat(breaker.metrics.numberOfFailedCalls).isOne()
    }

    @Test
    fun `an open breaker ends the attempts`() {
        var calls = 0
        assertThatThrownBy {
                runBlocking {
                    breaker.callAgain(1.hours) {
                        calls++
                        throw IOException("refused")
                    }
                }
            }
            .isInstanceOf(CallNotPermittedException::class.java)
        assertThat(calls).isEqualTo(2)
    }
}
