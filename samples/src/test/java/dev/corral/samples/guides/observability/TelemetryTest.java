package dev.corral.samples.guides.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.sync.AsyncSemaphore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/observability.md promises, in Java. */
@Timeout(60)
class TelemetryTest {
  @Test
  void thePageIsCountedAndTraced() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ObservationRegistry observations = ObservationRegistry.create();
    Parents parents = new Parents();
    observations.observationConfig().observationHandler(parents);
    AsyncSemaphore connections = Telemetry.connections(meters);
    Telemetry telemetry = new Telemetry(meters, observations);
    assertThat(Telemetry.page(connections).join()).isEqualTo("ada: 3");
    telemetry.close();
    assertThat(parents.of).isEqualTo(Map.of("page", "none", "user", "page", "orders", "page"));
    assertThat(
            meters.get("corral.tasks").tags("kind", "task", "outcome", "completed").timer().count())
        .isGreaterThanOrEqualTo(2);
    assertThat(meters.get("corral.semaphore.available").tag("name", "connections").gauge().value())
        .isEqualTo(10);
  }
}
