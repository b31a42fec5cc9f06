package dev.corral.context;

import static java.util.Objects.requireNonNull;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskHandle;
import dev.corral.engine.bridge.Contexts;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values that go down with the work: bound for a task, seen by everything that the task begins, on
 * whatever thread and in either language, and by nobody else.
 *
 * <pre>{@code
 * CorralFuture<String> greeting =
 *     ScopedContext.with(
 *         USER,
 *         "ada",
 *         Task.blocking(() -> ScopedContext.get(LOCALE) + ": hello " + ScopedContext.get(USER)));
 * }</pre>
 *
 * <p>What is handed over takes the bindings of the thread that hands it over: a task, a callback of
 * a future, a function of a stream, a later attempt, a disposer. A binding never changes; one
 * inside another hides it, for its own task. Several keys are bound by one {@code with} in another.
 */
public final class ScopedContext {
  private ScopedContext() {}

  /**
   * Runs {@code task} as {@link Corral#submit} does, with {@code key} bound to {@code value} in it.
   *
   * <p>The future is done when the task, and everything it began, has ended. Cancelling it asks the
   * task to stop. What the caller did happens-before the task's body. The binding is not seen by
   * the caller, nor by callbacks that it attaches to the future.
   *
   * @param task what sees it
   * @param value what to
   * @param key what is bound
   * @param <R> the task's result
   * @param <T> the value
   * @return the task's handle
   */
  public static <T, R extends @Nullable Object> TaskHandle<R> with(
      ContextKey<T> key, T value, Task<R> task) {
    requireNonNull(task, "task");
    return Contexts.with(
        requireNonNull(key, "key").engine,
        requireNonNull(value, "value"),
        () -> Corral.submit(task));
  }

  /**
   * {@return the value that {@code key} is bound to where this is called, or the key's own} Does
   * not wait.
   *
   * @param key whose value
   * @param <T> the value
   * @throws NoSuchElementException if it is not bound and has none
   */
  public static <T> T get(ContextKey<T> key) {
    return requireNonNull(key, "key").engine.get();
  }

  /**
   * As {@link #get}; empty if the key is not bound and has no value of its own.
   *
   * @param key whose value
   * @param <T> the value
   * @return the value, if there is one
   */
  public static <T> Optional<T> find(ContextKey<T> key) {
    return Optional.ofNullable(requireNonNull(key, "key").engine.find());
  }
}
