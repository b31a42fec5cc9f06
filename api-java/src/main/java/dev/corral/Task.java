package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.BodyKind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A description of work that can be started, any number of times: the lambda behind every
 * operation.
 *
 * <pre>{@code
 * Task<User> user = () -> users.find(id);
 * Task<List<Order>> theirs =
 *     Task.blocking(() -> orders.of(id)).named("orders").timeout(Duration.ofSeconds(2));
 * CorralFuture<Page> page = Corral.gather(user, theirs, Page::new);
 * }</pre>
 *
 * <p>The stage that a body returns belongs to the task: it is awaited, its failure is the task's,
 * and it is cancelled with it ({@code cancel(true)}). What hides behind a foreign {@code
 * thenCompose} cannot be reached: return the operation itself, or compose futures of Corral's,
 * which pass a cancellation on. A stage that somebody else owns is waited for with {@link
 * #observing}.
 *
 * <p>The methods that configure a task return a new one and leave this one as it is. Each wraps
 * what was configured before: {@code t.timeout(a).shielded()} times out inside its shield, {@code
 * t.shielded().timeout(b)} waits for the shield.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Task<T extends @Nullable Object> {
  /**
   * Starts the work. Corral calls it; a caller who wants the work's future uses {@link
   * Corral#submit}.
   *
   * @return the stage that is done when the work is; never null
   * @throws Exception is the task's failure
   */
  CompletionStage<? extends T> start() throws Exception;

  /**
   * {@return the task itself, so that a lambda can be configured}
   *
   * @param task the lambda
   * @param <T> the result
   */
  static <T extends @Nullable Object> Task<T> of(Task<T> task) {
    return requireNonNull(task, "task");
  }

  /**
   * Work that blocks its thread: runs on a thread for blocking work and is interrupted when
   * cancelled. Where interrupts do not reach, register a {@link Corral#onCancel}.
   *
   * @param body must not return a stage
   * @param <T> the result
   * @return a task that ends as the body does
   */
  static <T extends @Nullable Object> Task<T> blocking(Callable<? extends T> body) {
    return new ConfiguredTask<>(BodyKind.BLOCKING, requireNonNull(body, "body"));
  }

  /**
   * As {@link #blocking}, without a result.
   *
   * @param body what blocks
   * @return what {@link #blocking} returns
   */
  static Task<@Nullable Void> action(Action body) {
    return blocking(Bodies.callable(requireNonNull(body, "body")));
  }

  /**
   * Work for the processor: runs on a worker, is not interrupted, and stops where it calls {@link
   * Corral#checkpoint}.
   *
   * @param body must not block, and must not return a stage
   * @param <T> the result
   * @return a task that ends as the body does
   */
  static <T extends @Nullable Object> Task<T> compute(Callable<? extends T> body) {
    return new ConfiguredTask<>(BodyKind.COMPUTED, requireNonNull(body, "body"));
  }

  /**
   * Waits for a stage that belongs to somebody else, and never cancels it: any number of tasks may
   * observe one stage. Cancelled, the task is done at once.
   *
   * @param stage what is waited for
   * @param <T> its value
   * @return a task that ends as the stage does
   */
  static <T extends @Nullable Object> Task<T> observing(CompletionStage<? extends T> stage) {
    return new ConfiguredTask<>(BodyKind.OBSERVED, requireNonNull(stage, "stage"));
  }

  /**
   * {@return a task with a name, for messages and diagnostics}
   *
   * @param name the name
   */
  default Task<T> named(String name) {
    return ConfiguredTask.from(this).withName(requireNonNull(name, "name"));
  }

  /**
   * Fails with a {@link java.util.concurrent.TimeoutException} and is stopped when {@code timeout}
   * has passed since it was handed over. Of several time-outs and deadlines the earliest counts.
   *
   * @param timeout zero or less expires at once, and the body never runs
   * @return this task, with that time-out
   */
  default Task<T> timeout(Duration timeout) {
    return ConfiguredTask.from(this).withTimeout(requireNonNull(timeout, "timeout"));
  }

  /**
   * Fails with a {@link java.util.concurrent.TimeoutException} and is stopped when {@code deadline}
   * passes. Of several time-outs and deadlines the earliest counts.
   *
   * @param deadline when
   * @return this task, with that deadline
   */
  default Task<T> deadline(Deadline deadline) {
    return ConfiguredTask.from(this).withDeadline(requireNonNull(deadline, "deadline"));
  }

  /**
   * Runs again when it fails, as {@link Corral#retry} does. What was configured before holds for
   * each attempt, what is configured after for all of them together: {@code
   * t.timeout(a).retry(p).timeout(b)}.
   *
   * @param policy how often, and how long to wait
   * @return this task, tried again
   * @throws IllegalArgumentException if this only observes a stage
   */
  default Task<T> retry(RetryPolicy policy) {
    return ConfiguredTask.from(this).retried(requireNonNull(policy, "policy"));
  }

  /**
   * Not cancelled and not interrupted from outside: a request waits until the task has ended. Its
   * own deadline still counts.
   *
   * @return this task, shielded
   */
  default Task<T> shielded() {
    return ConfiguredTask.from(this).withShield();
  }

  /**
   * Runs its body on {@code executor}.
   *
   * @param executor where {@link #start} or the callable is called
   * @return this task, on that executor
   */
  default Task<T> on(Executor executor) {
    return ConfiguredTask.from(this).withExecutor(requireNonNull(executor, "executor"));
  }

  /**
   * Hands a value that the task returned and that nobody will receive to {@code disposer}, once, on
   * a callback thread; the task's future is done after that. A future that is completed with the
   * value counts as delivery, even if the group then fails and nobody reads it: close such a one by
   * {@code handle.thenAccept(Connection::close)}. What a foreign future produces after it was
   * cancelled is lost to Corral.
   *
   * @param disposer gives the value back
   * @return this task, with that disposer
   */
  default Task<T> onUndelivered(Disposer<? super T> disposer) {
    return ConfiguredTask.from(this).withDisposer(requireNonNull(disposer, "disposer"));
  }

  /**
   * Gives up waiting for the body when it still runs {@code after} a cancellation: the future is
   * done, the thread is left to finish, and a late value goes to {@link #onUndelivered}. The one
   * way out of "done means ended", for bodies known to ignore interrupts.
   *
   * @param after counted from the cancellation; not negative
   * @return this task, given up in such a case
   */
  default Task<T> abandonable(Duration after) {
    return ConfiguredTask.from(this).abandonedAfter(requireNonNull(after, "after"));
  }
}
