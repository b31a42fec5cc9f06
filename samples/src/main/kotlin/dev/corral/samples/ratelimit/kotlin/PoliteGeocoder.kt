package dev.corral.samples.ratelimit.kotlin

import dev.corral.engine.combine.RetryPolicy
import dev.corral.engine.combine.forEachAsync
import dev.corral.engine.combine.retry
import dev.corral.engine.interop.runSync
import dev.corral.kotlin.awaitOwned
import dev.corral.samples.loopback.Web
import dev.corral.samples.loopback.Web.StatusException
import dev.corral.samples.ratelimit.Findings
import dev.corral.samples.ratelimit.Geocoder
import io.github.resilience4j.ratelimiter.RateLimiter
import io.github.resilience4j.ratelimiter.RequestNotPermitted
import java.net.URI
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.delay

/**
 * A geocoder in Kotlin. Each attempt, a repeated one too, waits for its turn at the limiter, and no thread waits with
 * it.
 */
class PoliteGeocoder(private val web: Web, private val server: URI, private val limiter: RateLimiter) : Geocoder {
    override fun locate(places: List<String>): Findings {
        val findings = Findings()
        val policy =
            RetryPolicy(
                attempts = 4,
                base = 5.milliseconds,
                max = 100.milliseconds,
                retryOn = { it is StatusException && it.status() == 503 },
                onAttempt = { findings.tried() },
            )
        runSync {
            forEachAsync(places, AT_ONCE, onError = findings::missed) { place ->
                findings.found(place, retry(policy) { ask(place) })
            }
        }
        return findings
    }

    private suspend fun ask(place: String): String {
        delay(turn())
        return web.get(server.resolve("/$place")).awaitOwned()
    }

    /** How long to wait before the next request; it takes a permit for then. */
    private fun turn(): Duration {
        val nanos = limiter.reservePermission()
        if (nanos < 0) throw RequestNotPermitted.createRequestNotPermitted(limiter)
        return nanos.nanoseconds
    }

    private companion object {
        const val AT_ONCE = 8
    }
}
