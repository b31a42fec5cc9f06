package dev.corral.diagnostics;

import static java.util.Objects.requireNonNull;

import io.micrometer.observation.ObservationRegistry;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes an {@code Observation} of Micrometer's, which has to be there, of each group and each task
 * with a name: a trace then shows the structure of the program.
 *
 * <pre>{@code
 * ObservedTasks observed = ObservedTasks.with(registry);
 * TaskGroup.runAll(
 *         GroupOptions.named("page"),
 *         group -> {
 *           group.spawn("user", () -> users.find(id));
 *           group.spawn("orders", Task.blocking(() -> orders.of(id)));
 *         })
 *     .join();
 * observed.close();
 * }</pre>
 *
 * <p>An observation is called {@code corral.group}, {@code corral.task} or {@code
 * corral.operation}, and contextually by the name that it was given. It has the low-cardinality
 * keys {@code kind} and {@code outcome} ({@code completed}, {@code failed}, {@code cancelled},
 * {@code timed_out}) and the high-cardinality key {@code name}. What failed, or timed out, has its
 * error.
 *
 * <ul>
 *   <li>Its parent is that of the nearest task or group around it that is observed, on whatever
 *       thread it was begun; without one, the current observation of the thread that began it.
 *   <li>It is started when the body begins, on the body's thread, and stopped when all of it has
 *       ended, before its future is done. What was cancelled before its body began is not observed.
 *   <li>It is the current one wherever the body runs, so spans of libraries that are called there
 *       become its children; in callbacks that the body attaches too, if Micrometer's
 *       context-propagation is there. A configuration with {@code carryingRegistered(false)} does
 *       without both.
 * </ul>
 *
 * <p>Handlers are called by whoever runs the body, and when it has ended on a worker or a thread
 * for callbacks. One that throws has that logged, once; one that blocks delays the task that it was
 * told of, and no other one.
 *
 * <p>What runs when it is begun is not observed. For the whole process; safe for use by many
 * threads.
 */
@SuppressWarnings("exports") // whoever uses it has Micrometer
public final class ObservedTasks implements AutoCloseable {
  private final dev.corral.engine.diagnostics.ObservedTasks engine;

  private ObservedTasks(dev.corral.engine.diagnostics.ObservedTasks engine) {
    this.engine = engine;
  }

  /**
   * Observes every group, and every task with a name, that begins from now on.
   *
   * @param registry where they go
   * @return what ends the observing
   */
  public static ObservedTasks with(ObservationRegistry registry) {
    return new ObservedTasks(
        dev.corral.engine.diagnostics.ObservedTasks.with(requireNonNull(registry, "registry")));
  }

  /**
   * Observes everything of these {@code kinds} that begins from now on; nothing if {@code registry}
   * is {@code NOOP}.
   *
   * @param kinds what is observed
   * @param registry where they go
   * @return what ends the observing
   * @throws IllegalArgumentException if there is no kind
   */
  public static ObservedTasks with(ObservationRegistry registry, Set<ObservedKind> kinds) {
    return new ObservedTasks(
        dev.corral.engine.diagnostics.ObservedTasks.with(
            requireNonNull(registry, "registry"),
            requireNonNull(kinds, "kinds").stream()
                .map(kind -> dev.corral.engine.diagnostics.ObservedKind.valueOf(kind.name()))
                .collect(Collectors.toSet())));
  }

  /**
   * Observes nothing any more that begins after this; what is observed by then is so to its end.
   */
  @Override
  public void close() {
    engine.close();
  }
}
