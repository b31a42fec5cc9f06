package dev.corral.samples.guides.observability;

import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.diagnostics.CorralMetrics;
import dev.corral.diagnostics.ObservedTasks;
import dev.corral.sync.AsyncSemaphore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

final class Telemetry implements AutoCloseable {
  private final CorralMetrics metrics = new CorralMetrics();
  private final ObservedTasks observed;

  Telemetry(MeterRegistry meters, ObservationRegistry observations) {
    metrics.bindTo(meters);
    observed = ObservedTasks.with(observations);
  }

  @Override
  public void close() {
    observed.close();
    metrics.close();
  }

  static CorralFuture<String> page(AsyncSemaphore connections) {
    return TaskGroup.run(
        GroupOptions.named("page"),
        group -> {
          TaskHandle<String> user = group.spawn("user", Task.blocking(() -> "ada"));
          TaskHandle<Integer> orders =
              group.spawn("orders", () -> connections.withPermit(Task.blocking(() -> 3)));
          return user.thenCombine(orders, (name, count) -> name + ": " + count);
        });
  }

  static AsyncSemaphore connections(MeterRegistry meters) {
    AsyncSemaphore connections = new AsyncSemaphore(10, "connections");
    CorralMetrics.monitor(meters, "connections", connections);
    return connections;
  }
}
