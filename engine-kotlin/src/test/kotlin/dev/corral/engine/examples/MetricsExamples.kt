package dev.corral.engine.examples

import dev.corral.engine.diagnostics.CorralMetrics
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.taskGroup
import io.micrometer.core.instrument.Tags
import io.micrometer.core.instrument.simple.SimpleMeterRegistry
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of metrics. */
@Timeout(60)
class MetricsExamples {
    @Test
    fun `what is counted`() {
        val registry = SimpleMeterRegistry()
        val connections = CapacityLimiter(10)
        val metrics = CorralMetrics(Tags.of("service", "shop"))
        metrics.bindTo(registry)
        CorralMetrics.monitor(registry, "connections", connections)
        runBlocking { taskGroup {} }
        metrics.close()
        val groups = registry.get("corral.tasks").tags("service", "shop", "kind", "group", "outcome", "completed")
        assertThat(groups.timer().count()).isPositive()
        assertThat(registry.get("corral.limiter.total").gauge().value()).isEqualTo(10.0)
    }
}
