package dev.corral.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObservedTasksTest {
  private final ObservationRegistry registry = ObservationRegistry.create();
  private final Map<String, String> parents = new ConcurrentHashMap<>();
  private final Map<String, String> outcomes = new ConcurrentHashMap<>();
  private ObservedTasks observed;

  private final class Spans implements ObservationHandler<Observation.Context> {
    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    @Override
    public void onStart(Observation.Context context) {
      var parent = context.getParentObservation();
      parents.put(name(context), parent == null ? "none" : name(parent.getContextView()));
    }

    @Override
    public void onStop(Observation.Context context) {
      var outcome = context.getLowCardinalityKeyValue("outcome");
      outcomes.put(name(context), outcome == null ? "none" : outcome.getValue());
    }
  }

  private static String name(Observation.ContextView context) {
    return context.getContextualName();
  }

  private String current() {
    Observation current = registry.getCurrentObservation();
    return current == null ? "none" : name(current.getContextView());
  }

  @BeforeEach
  void observe() {
    registry.observationConfig().observationHandler(new Spans());
    observed = ObservedTasks.with(registry);
  }

  @AfterEach
  void close() {
    observed.close();
    assertThat(current()).isEqualTo("none");
  }

  @Test
  void theSpansHaveTheStructureOfTheGroupsOnAllThreads() {
    TaskGroup.runAll(
            GroupOptions.named("page"),
            group -> {
              group.spawn("user", Task.blocking(() -> 1));
              group.spawn(
                  "prices",
                  () ->
                      TaskGroup.run(
                          GroupOptions.named("shops"),
                          shops -> shops.spawn("shop", Task.compute(() -> 2))));
            })
        .join();
    assertThat(parents)
        .isEqualTo(
            Map.of(
                "page", "none", "user", "page", "prices", "page", "shops", "prices", "shop",
                "shops"));
    assertThat(outcomes.values()).hasSize(5).containsOnly("completed");
  }

  @Test
  void bodiesAndTheirCallbacksFindTheirsAsTheCurrentOne() {
    TaskGroup.runAll(
            GroupOptions.named("page"),
            group -> {
              TaskHandle<String> user = group.spawn("user", Task.blocking(this::current));
              TaskHandle<String> orders =
                  group.spawn("orders", () -> Corral.toThread(() -> 1).thenApply(one -> current()));
              assertThat(user.join()).isEqualTo("user");
              assertThat(orders.join()).isEqualTo("orders");
              assertThat(current()).isEqualTo("page");
            })
        .join();
  }

  @Test
  void aTaskSpawnedFromElsewhereIsOfItsGroupNotOfTheThread() throws Exception {
    Observation other =
        Observation.createNotStarted("other", registry).contextualName("other").start();
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("page"))) {
      other.scoped(() -> group.spawn("user", Task.blocking(() -> 1)).join());
      group.join();
    } finally {
      other.stop();
    }
    assertThat(parents).containsEntry("user", "page");
  }

  @Test
  void aBodyThatWasCancelledIsStoppedWhenItHasEnded() {
    TaskGroup.runAll(
            GroupOptions.named("page"),
            group -> {
              CountDownLatch begun = new CountDownLatch(1);
              TaskHandle<Void> task =
                  group.spawn(
                      "cancelled",
                      Task.action(
                          () -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                          }));
              begun.await();
              task.cancel();
            })
        .join();
    assertThat(outcomes).containsEntry("cancelled", "cancelled").containsEntry("page", "completed");
  }

  @Test
  void aConfigurationThatDoesNotCarryLeavesTheThreadsAlone() {
    CorralConfig config = CorralConfig.defaults().carryingRegistered(false);
    TaskGroup.runAll(
            GroupOptions.named("page").config(config),
            group ->
                assertThat(group.spawn("user", Task.blocking(this::current)).join())
                    .isEqualTo("none"))
        .join();
    assertThat(parents).containsEntry("user", "page");
  }
}
