package dev.corral;

import dev.corral.engine.bridge.BodyKind;
import dev.corral.engine.bridge.Bridge;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A body and how it is to be run; immutable.
 *
 * <p>One of these is one scope. What would have to stand around the scope, such as a time-out
 * around a shield, becomes a task whose body is the inner one.
 */
final class ConfiguredTask<T extends @Nullable Object> implements Task<T> {
  static final long NO_TIMEOUT = Long.MAX_VALUE;

  final BodyKind kind;

  /** A {@link Task}, a {@link Callable}, or the {@link CompletionStage} that is observed. */
  private final Object body;

  final @Nullable String name;
  final long timeoutNanos;
  final Deadline deadline;
  final boolean shielded;
  final @Nullable Executor executor;
  final @Nullable Disposer<? super T> disposer;
  final long abandonNanos;

  ConfiguredTask(BodyKind kind, Object body) {
    this(kind, body, null, NO_TIMEOUT, Deadline.NONE, false, null, null, NO_TIMEOUT);
  }

  private ConfiguredTask(
      BodyKind kind,
      Object body,
      @Nullable String name,
      long timeoutNanos,
      Deadline deadline,
      boolean shielded,
      @Nullable Executor executor,
      @Nullable Disposer<? super T> disposer,
      long abandonNanos) {
    this.kind = kind;
    this.body = body;
    this.name = name;
    this.timeoutNanos = timeoutNanos;
    this.deadline = deadline;
    this.shielded = shielded;
    this.executor = executor;
    this.disposer = disposer;
    this.abandonNanos = abandonNanos;
  }

  static <T extends @Nullable Object> ConfiguredTask<T> from(Task<T> task) {
    return task instanceof ConfiguredTask<T> configured
        ? configured
        : new ConfiguredTask<>(BodyKind.STAGE, task);
  }

  /** Refuses a task that has no body to be run again. */
  static void refuseObserving(Task<?> task, String operation) {
    if (task instanceof ConfiguredTask<?> configured && configured.kind == BodyKind.OBSERVED) {
      throw new IllegalArgumentException(
          "task: " + operation + " cannot run again what only observes a stage");
    }
  }

  /** Runs the body on this thread. */
  @Nullable Object call() throws Exception {
    if (body instanceof Task<?> task) {
      return task.start();
    }
    return body instanceof Callable<?> callable ? callable.call() : body;
  }

  /** Starts this task as an operation of the current one: what a user gets who calls it by hand. */
  @Override
  public CompletionStage<? extends T> start() {
    return new Operation<T>(Bridge.parent(), this, 0).attached().launch(null);
  }

  ConfiguredTask<T> withName(String name) {
    return new ConfiguredTask<>(
        kind, body, name, timeoutNanos, deadline, shielded, executor, disposer, abandonNanos);
  }

  ConfiguredTask<T> withTimeout(Duration timeout) {
    long nanos = Bridge.nanos(timeout);
    if (shielded) {
      return around().withTimeout(timeout);
    }
    return new ConfiguredTask<>(
        kind,
        body,
        name,
        Math.min(nanos, timeoutNanos),
        deadline,
        false,
        executor,
        disposer,
        abandonNanos);
  }

  ConfiguredTask<T> withDeadline(Deadline until) {
    if (shielded) {
      return around().withDeadline(until);
    }
    return new ConfiguredTask<>(
        kind,
        body,
        name,
        timeoutNanos,
        until.earliest(deadline),
        false,
        executor,
        disposer,
        abandonNanos);
  }

  ConfiguredTask<T> withShield() {
    return new ConfiguredTask<>(
        kind, body, name, timeoutNanos, deadline, true, executor, disposer, abandonNanos);
  }

  ConfiguredTask<T> withExecutor(Executor where) {
    return new ConfiguredTask<>(
        kind, body, name, timeoutNanos, deadline, shielded, where, disposer, abandonNanos);
  }

  ConfiguredTask<T> withDisposer(Disposer<? super T> undelivered) {
    return new ConfiguredTask<>(
        kind, body, name, timeoutNanos, deadline, shielded, executor, undelivered, abandonNanos);
  }

  ConfiguredTask<T> abandonedAfter(Duration after) {
    if (after.isNegative()) {
      throw new IllegalArgumentException("after: " + after + " is negative");
    }
    return new ConfiguredTask<>(
        kind,
        body,
        name,
        timeoutNanos,
        deadline,
        shielded,
        executor,
        disposer,
        Bridge.nanos(after));
  }

  /** A task that runs this one as often as {@code policy} says. */
  ConfiguredTask<T> retried(RetryPolicy policy) {
    refuseObserving(this, "retry");
    Task<T> attempts = () -> Corral.retry(this, policy);
    return new ConfiguredTask<>(
        BodyKind.STAGE,
        attempts,
        name,
        NO_TIMEOUT,
        Deadline.NONE,
        false,
        null,
        disposer,
        NO_TIMEOUT);
  }

  /** A task that runs this one inside a scope of its own; a value may be dropped by either. */
  ConfiguredTask<T> around() {
    return new ConfiguredTask<>(
        BodyKind.STAGE, this, name, NO_TIMEOUT, Deadline.NONE, false, null, disposer, NO_TIMEOUT);
  }
}
