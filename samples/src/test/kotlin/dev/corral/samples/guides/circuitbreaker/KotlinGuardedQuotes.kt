package dev.corral.samples.guides.circuitbreaker

import dev.corral.engine.combine.RetryPolicy
import dev.corral.engine.combine.retry
import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import io.github.resilience4j.circuitbreaker.CallNotPermittedException
import io.github.resilience4j.circuitbreaker.CircuitBreaker
import java.io.IOException
import kotlin.coroutines.cancellation.CancellationException
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.isActive

suspend fun <T> CircuitBreaker.call(patience: Duration, service: suspend () -> T): T {
    acquirePermission()
    val start = currentTimestamp
    try {
        val value = failAfter(patience) { service() }
        onSuccess(currentTimestamp - start, timestampUnit)
        return value
    } catch (e: Throwable) {
        if (e is CancellationException && !coroutineContext.isActive) {
            releasePermission()
        } else {
            onError(currentTimestamp - start, timestampUnit, e)
        }
        throw e
    }
}

fun main() = runSync {
    val breaker = CircuitBreaker.ofDefaults("quotes")
    breaker.transitionToOpenState()
    try {
        breaker.call(10.seconds) { throw IOException("refused") }
    } catch (e: CallNotPermittedException) {
        println(e.message)
    }
}

suspend fun <T> CircuitBreaker.callAgain(patience: Duration, service: suspend () -> T): T =
    retry(RetryPolicy(attempts = 5, retryOn = { it !is CallNotPermittedException })) { call(patience, service) }
