package dev.corral.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.CorralMetrics;
import dev.corral.diagnostics.ObservedKind;
import dev.corral.diagnostics.ObservedTasks;
import dev.corral.examples.Shop.Orders;
import dev.corral.examples.Shop.Users;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.EnumSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of metrics and observations. */
@Timeout(60)
class MicrometerExamples {
  private final Users users = new Users();
  private final Orders orders = new Orders();
  private final int id = 7;

  @Test
  void metrics() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CorralMetrics metrics = new CorralMetrics(Tags.of("service", "shop"));
    metrics.bindTo(registry);
    TaskGroup.runAll(group -> {}).join();
    metrics.close();
    assertThat(
            registry
                .get("corral.tasks")
                .tags("service", "shop", "kind", "group", "outcome", "completed")
                .timer()
                .count())
        .isPositive();
  }

  @Test
  void observations() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler<>() {
              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }

              @Override
              public void onStop(Observation.Context context) {
                seen.add(context.getContextualName());
              }
            });
    ObservedTasks observed = ObservedTasks.with(registry);
    TaskGroup.runAll(
            GroupOptions.named("page"),
            group -> {
              group.spawn("user", () -> users.find(id));
              group.spawn("orders", Task.blocking(() -> orders.of(id)));
            })
        .join();
    observed.close();
    assertThat(seen).containsExactlyInAnyOrder("user", "orders", "page");
    ObservedTasks everything = ObservedTasks.with(registry, EnumSet.allOf(ObservedKind.class));
    everything.close();
  }
}
