package dev.corral.samples.guides.observability

import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationHandler
import io.micrometer.observation.ObservationRegistry
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/observability.md promises, in Kotlin. */
@Timeout(60)
class KotlinTelemetryTest {
    private val parents = ConcurrentHashMap<String, String>()

    private inner class Spans : ObservationHandler<Observation.Context> {
        override fun supportsContext(context: Observation.Context) = true

        override fun onStop(context: Observation.Context) {
            parents["${context.contextualName}"] = "${context.parentObservation?.contextView?.contextualName}"
        }
    }

    @Test
    fun `the page is counted and traced`() =
        runBlocking<Unit> {
            val meters = SimpleMeterRegistry()
            val observations = ObservationRegistry.create()
            observations.observationConfig().observationHandler(Spans())
            val connections = connections(meters)
            KotlinTelemetry(meters, observations).use { assertThat(page(connections)).isEqualTo("ada: 3") }
            assertThat(parents).isEqualTo(mapOf("page" to "null", "user" to "page", "orders" to "page"))
            val tasks = meters.get("corral.tasks").tags("kind", "task", "outcome", "completed").timer()
            assertThat(tasks.count()).isGreaterThanOrEqualTo(2)
            val available = meters.get("corral.semaphore.available").tag("name", "connections").gauge()
            assertThat(available.value()).isEqualTo(10.0)
        }
}
