package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TaskGroup} behaves; immutable. Without any, a group fails with its first failed
 * child.
 *
 * <pre>{@code
 * GroupOptions feeds =
 *     GroupOptions.named("feeds")
 *         .timeout(Duration.ofSeconds(10))
 *         .supervise()
 *         .onChildFailure((task, error) -> log.info(task.name() + " failed: " + error.getMessage()));
 * }</pre>
 */
public final class GroupOptions {
  static final GroupOptions DEFAULTS =
      new GroupOptions(null, ConfiguredTask.NO_TIMEOUT, Deadline.NONE, false, null, null, null);

  final @Nullable String name;
  final long timeoutNanos;
  final Deadline deadline;
  final boolean supervising;
  final @Nullable BiConsumer<? super TaskHandle<?>, ? super Throwable> childFailure;
  final @Nullable Disposer<@Nullable Object> disposer;
  final @Nullable CorralConfig config;

  private GroupOptions(
      @Nullable String name,
      long timeoutNanos,
      Deadline deadline,
      boolean supervising,
      @Nullable BiConsumer<? super TaskHandle<?>, ? super Throwable> childFailure,
      @Nullable Disposer<@Nullable Object> disposer,
      @Nullable CorralConfig config) {
    this.name = name;
    this.timeoutNanos = timeoutNanos;
    this.deadline = deadline;
    this.supervising = supervising;
    this.childFailure = childFailure;
    this.disposer = disposer;
    this.config = config;
  }

  /** {@return the options of a group that was given none} */
  public static GroupOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return the defaults, and a name}
   *
   * @param name for messages and diagnostics
   */
  public static GroupOptions named(String name) {
    return DEFAULTS.name(name);
  }

  /**
   * {@return these options with a name}
   *
   * @param name for messages and diagnostics
   */
  public GroupOptions name(String name) {
    return new GroupOptions(
        requireNonNull(name, "name"),
        timeoutNanos,
        deadline,
        supervising,
        childFailure,
        disposer,
        config);
  }

  /**
   * {@return these options with a time-out, counted from the moment the group is opened: it then
   * fails with a {@link java.util.concurrent.TimeoutException}} Beside a {@link #deadline}, the
   * earlier counts.
   *
   * @param timeout zero or less expires at once
   */
  public GroupOptions timeout(Duration timeout) {
    return new GroupOptions(
        name,
        Bridge.nanos(requireNonNull(timeout, "timeout")),
        deadline,
        supervising,
        childFailure,
        disposer,
        config);
  }

  /**
   * {@return these options with a deadline} Beside a {@link #timeout}, the earlier counts.
   *
   * @param deadline when the group fails with a {@link java.util.concurrent.TimeoutException}
   */
  public GroupOptions deadline(Deadline deadline) {
    return new GroupOptions(
        name,
        timeoutNanos,
        requireNonNull(deadline, "deadline"),
        supervising,
        childFailure,
        disposer,
        config);
  }

  /**
   * {@return these options with a child's failure left to its handle: its siblings go on, and the
   * group's value is its body's}
   */
  public GroupOptions supervise() {
    return new GroupOptions(name, timeoutNanos, deadline, true, childFailure, disposer, config);
  }

  /**
   * {@return these options with a handler that is told of each child that failed, on a callback
   * thread; the group does not end before it has returned} A failure that the handler was told of
   * counts as observed. It is not told of a {@link TaskGroup#start} that fails before it is ready:
   * that is its caller's.
   *
   * @param handler takes the child and its failure, without wrappers
   */
  public GroupOptions onChildFailure(BiConsumer<? super TaskHandle<?>, ? super Throwable> handler) {
    return new GroupOptions(
        name,
        timeoutNanos,
        deadline,
        supervising,
        requireNonNull(handler, "handler"),
        disposer,
        config);
  }

  /**
   * Hands a value of the group's own that nobody will receive to {@code disposer}, once, on a
   * callback thread, unless it is null: the body had returned it, and a task's failure or a
   * cancellation then ended the group otherwise. The group's future is done after that.
   *
   * @param type of the value
   * @param disposer gives the value back
   * @param <T> the value
   * @return these options with that disposer
   */
  public <T> GroupOptions onUndelivered(Class<T> type, Disposer<? super T> disposer) {
    requireNonNull(type, "type");
    requireNonNull(disposer, "disposer");
    return new GroupOptions(
        name,
        timeoutNanos,
        deadline,
        supervising,
        childFailure,
        value -> {
          if (value != null) {
            disposer.dispose(type.cast(value));
          }
        },
        config);
  }

  /**
   * {@return these options with threads, a clock and handlers of its own, for itself and everything
   * begun in it}
   *
   * @param config where they come from
   */
  public GroupOptions config(CorralConfig config) {
    return new GroupOptions(
        name,
        timeoutNanos,
        deadline,
        supervising,
        childFailure,
        disposer,
        requireNonNull(config, "config"));
  }

  @Override
  public String toString() {
    return "GroupOptions["
        + (name == null ? "" : "name=" + name + ", ")
        + (timeoutNanos == ConfiguredTask.NO_TIMEOUT
            ? ""
            : "timeout=" + Duration.ofNanos(timeoutNanos) + ", ")
        + (deadline.isNone() ? "" : "deadline=" + deadline + ", ")
        + (supervising ? "supervise" : "fail fast")
        + "]";
  }
}
