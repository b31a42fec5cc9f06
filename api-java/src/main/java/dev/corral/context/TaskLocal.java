package dev.corral.context;

import static java.util.Objects.requireNonNull;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A variable of which each task has its own: a cache, a counter, a connection that its callbacks
 * share. The task is the one whose code runs, {@link dev.corral.Corral#currentTask}: its body and
 * its callbacks see the same value, on whatever thread.
 *
 * <pre>{@code
 * int before = QUERIES.find().orElse(0); // of this task alone
 * QUERIES.set(before + 1);
 * }</pre>
 *
 * <p>Not inherited: what a task begins, an operation too, starts without a value. The value is let
 * go of when the task ends. Safe for use by many threads; what is set happens-before what reads it.
 * What is to go down with the work is a {@link ContextKey}. Make them constants.
 *
 * @param <T> the value
 */
public final class TaskLocal<T> {
  final dev.corral.engine.context.TaskLocal<T> engine;

  TaskLocal(dev.corral.engine.context.TaskLocal<T> engine) {
    this.engine = engine;
  }

  /**
   * {@return a variable that no task has a value of yet}
   *
   * @param <T> the value
   * @param name for messages
   */
  public static <T> TaskLocal<T> named(String name) {
    return new TaskLocal<>(dev.corral.engine.context.TaskLocal.named(requireNonNull(name, "name")));
  }

  /**
   * {@return the current task's value}
   *
   * @throws NoSuchElementException if it has none
   */
  public T get() {
    return engine.get();
  }

  /**
   * As {@link #get}; empty if the current task has none, or there is no task.
   *
   * @return what {@link #get} returns
   */
  public Optional<T> find() {
    return Optional.ofNullable(engine.find());
  }

  /**
   * Sets the current task's value.
   *
   * @param value never null
   * @throws IllegalStateException on a thread that runs no task
   */
  public void set(T value) {
    engine.set(requireNonNull(value, "value"));
  }

  /** Takes away the current task's value, if it has one. */
  public void remove() {
    engine.remove();
  }

  /** {@return the variable's name} */
  public String name() {
    return engine.getName();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
