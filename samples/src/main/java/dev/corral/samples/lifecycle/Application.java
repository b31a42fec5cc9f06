package dev.corral.samples.lifecycle;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.RetryPolicy;
import dev.corral.TaskGroup;
import dev.corral.TaskStatus;
import dev.corral.sync.AsyncEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Services in Java: a group with a task for each of them.
 *
 * <p>A start that fails, a service that dies, a session that throws, a caller who cancels: whatever
 * ends the group early cancels all its tasks at once. The order in which they stop comes from the
 * services themselves: {@link Running#close} waits for those that need the service, shielded.
 */
public final class Application implements Lifecycle {
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final RetryPolicy WARM_UP =
      RetryPolicy.attempts(20)
          .backoff(Duration.ofMillis(5), Duration.ofMillis(50))
          .retryOn(IOException.class);

  @Override
  public CorralFuture<Void> run(List<Service> services, Session session) {
    return TaskGroup.runAll(
        GroupOptions.named("application"),
        group -> group.spawnAction("launch", () -> launch(group, services, session)));
  }

  private static void launch(TaskGroup group, List<Service> services, Session session)
      throws Exception {
    AsyncEvent stop = new AsyncEvent("stop");
    Map<String, Running> running = new LinkedHashMap<>();
    for (Service service : services) {
      List<Running> needed = service.needs().stream().map(running::get).toList();
      Running ready =
          group
              .start(
                  service.name(),
                  (TaskStatus<Running> status) ->
                      Corral.toThreadAction(() -> serve(service, needed, status, stop)))
              .joinOrThrow();
      running.put(service.name(), ready);
      group.spawnAction("health of " + service.name(), () -> watch(ready, stop));
    }
    session.with(running);
    stop.set();
  }

  private static void serve(
      Service service, List<Running> needed, TaskStatus<Running> status, AsyncEvent stop)
      throws Exception {
    Running running = service.open(needed);
    try {
      Corral.retry(running::health, WARM_UP).joinOrThrow();
      status.started(running);
      stop.awaitBlocking();
    } finally {
      Corral.shieldAction(running::close); // whatever ended it
    }
  }

  /**
   * Fails, and the group with it, when the service is not healthy. A task of its own: that of the
   * service fails only when it has ended, and it ends after those that need it.
   */
  @SuppressWarnings("try") // the use is there to be closed
  private static void watch(Running service, AsyncEvent stop) throws Exception {
    try (Running.Use use = service.use()) {
      while (!stop.await(BEAT).joinOrThrow()) {
        Corral.failAfter(PATIENCE, service::health).joinOrThrow();
      }
    }
  }
}
