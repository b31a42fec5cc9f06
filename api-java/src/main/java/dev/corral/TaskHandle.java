package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.Failures;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task: done when the task, and everything it began, has ended.
 *
 * <pre>{@code
 * TaskHandle<Page> page = group.spawn("page", () -> download());
 * button.onPress(page::cancel);
 * page.whenComplete((value, error) -> log.info(page.name() + ": " + page.taskState()));
 * }</pre>
 *
 * @param <T> the task's result
 */
public final class TaskHandle<T extends @Nullable Object> extends CorralFuture<T> {
  private final Operation<T> operation;

  TaskHandle(Operation<T> operation) {
    this.operation = operation;
  }

  /** {@return the task's name} */
  public String name() {
    return operation.name();
  }

  /** {@return where the task stands} */
  public TaskState taskState() {
    return TaskState.valueOf(Bridge.stateOf(operation));
  }

  /**
   * Asks the task to stop; whether its thread is interrupted is the task's affair, so both values
   * do the same. The future is done when the work has really left: until then {@link #isCancelled}
   * is false and {@link #isCancelRequested} true.
   *
   * @param mayInterruptIfRunning has no effect
   * @return whether this request was the first, and the task had not ended
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return operation.cancel();
  }

  @Override
  public boolean isCancelRequested() {
    return operation.isCancelled();
  }

  @Override
  public boolean isDone() {
    return operation.getHasEnded();
  }

  @Override
  public boolean isCancelled() {
    return isDone() && operation.failure() == null && !operation.getHasValue();
  }

  @Override
  public boolean isCompletedExceptionally() {
    return isDone() && operation.error() != null;
  }

  @Override
  public T join() {
    return Joining.join(operation);
  }

  @Override
  public T joinOrThrow() throws Exception {
    Joining.awaitInterruptibly(operation);
    return Joining.plain(operation);
  }

  /**
   * Waits for this operation, which the caller began, and takes it along if the wait is cut short.
   */
  T joinOwn() throws Exception {
    return Joining.awaitOwn(operation);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    Joining.awaitInterruptibly(operation);
    return Joining.got(operation);
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Joining.awaitInterruptibly(operation, requireNonNull(unit, "unit").toNanos(timeout));
    return Joining.got(operation);
  }

  @Override
  public T getNow(T valueIfAbsent) {
    return isDone() ? Joining.joined(operation) : valueIfAbsent;
  }

  /**
   * Stops the task when {@code timeout} has passed: it then fails with a {@link TimeoutException}
   * once it has ended. An earlier deadline of its own stays.
   */
  @Override
  public TaskHandle<T> orTimeout(long timeout, TimeUnit unit) {
    Deadlines.expireAfter(operation, requireNonNull(unit, "unit").toNanos(timeout));
    return this;
  }

  /**
   * Stops the task when {@code timeout} has passed: its future is completed with {@code value} once
   * it has ended, unless it ends with a value or a failure of its own.
   */
  @Override
  public TaskHandle<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    Deadlines.expireAfter(operation, requireNonNull(unit, "unit").toNanos(timeout), value);
    return this;
  }

  @Override
  Engine engine() {
    return operation.getEngine();
  }

  @Override
  void refuseInside() {
    Joining.refuseInside(operation);
  }

  @Override
  void observed() {
    operation.observe();
  }

  @Override
  boolean cancelOperation() {
    return !operation.isShielded() && operation.cancel();
  }

  Operation<T> scope() {
    return operation;
  }

  /** Completes the future with what the operation, which has ended, ended with. */
  void settle() {
    Throwable error = operation.error();
    if (error == null) {
      settle(Joining.<T>joined(operation), null);
    } else {
      // A stranger's cancellation is a failure: without a wrapper the JDK takes it for one of this
      // future.
      boolean foreign = error instanceof CancellationException && operation.failure() == error;
      settle(null, foreign ? Failures.wrapped(error) : Failures.forFuture(error));
    }
  }

  @Override
  public String toString() {
    return "TaskHandle[" + name() + ", " + taskState() + "]";
  }
}
