package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.kernel.BitsKt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The methods of {@link TaskGroup} that start tasks. */
abstract sealed class TaskSpawner permits TaskGroup {
  final GroupOperation<?> scope;

  TaskSpawner(GroupOperation<?> scope) {
    this.scope = scope;
  }

  /**
   * Starts a task on a worker.
   *
   * @param task its body; does not run if the group is cancelled or stopping, and the handle is
   *     then cancelled
   * @param <T> its result
   * @return the task's handle
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawn(Task<T> task) {
    return spawn(requireNonNull(task, "task"), null, 0);
  }

  /**
   * As {@link #spawn(Task)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param task its body
   * @param <T> its result
   * @return what {@link #spawn(Task)} returns
   */
  public <T extends @Nullable Object> TaskHandle<T> spawn(String name, Task<T> task) {
    return spawn(requireNonNull(task, "task"), requireNonNull(name, "name"), 0);
  }

  /**
   * Starts a task that blocks, on a thread for such.
   *
   * @param body interrupted when cancelled
   * @param <T> its result
   * @return the task's handle
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnBlocking(Callable<? extends T> body) {
    return spawn(Task.blocking(body), null, 0);
  }

  /**
   * As {@link #spawnBlocking(Callable)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param body interrupted when cancelled
   * @param <T> its result
   * @return what {@link #spawnBlocking(Callable)} returns
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnBlocking(
      String name, Callable<? extends T> body) {
    return spawn(name, Task.blocking(body));
  }

  /**
   * As {@link #spawnBlocking(Callable)}, without a result.
   *
   * @param body interrupted when cancelled
   * @return what {@link #spawnBlocking(Callable)} returns
   */
  public TaskHandle<@Nullable Void> spawnAction(Action body) {
    return spawn(Task.action(body), null, 0);
  }

  /**
   * As {@link #spawnAction(Action)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param body interrupted when cancelled
   * @return what {@link #spawnAction(Action)} returns
   */
  public TaskHandle<@Nullable Void> spawnAction(String name, Action body) {
    return spawn(name, Task.action(body));
  }

  /**
   * Starts a task that serves the others: cancelled when the group's body is done. Its failure is
   * one of the group all the same.
   *
   * @param task its body
   * @param <T> its result
   * @return the task's handle
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnDaemon(Task<T> task) {
    return spawn(requireNonNull(task, "task"), null, BitsKt.DAEMON);
  }

  /**
   * As {@link #spawnDaemon(Task)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param task its body
   * @param <T> its result
   * @return what {@link #spawnDaemon(Task)} returns
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnDaemon(String name, Task<T> task) {
    return spawn(requireNonNull(task, "task"), requireNonNull(name, "name"), BitsKt.DAEMON);
  }

  private <T extends @Nullable Object> TaskHandle<T> spawn(
      Task<T> task, @Nullable String name, int bits) {
    int kind = bits | BitsKt.FAILS_PARENT | scope.helpable(task);
    return (name == null
            ? new Operation<T>(scope, task, kind)
            : new NamedOperation<T>(scope, name, task, kind))
        .spawn();
  }

  /**
   * Starts a task and waits until it says that it is ready. Write the type of what it is ready
   * with:
   *
   * <pre>{@code
   * int port = group.start((TaskStatus<Integer> status) -> serve(status)).join();
   * }</pre>
   *
   * @param starter the task; its failure before {@link TaskStatus#started} is the returned future's
   *     alone, and afterwards the group's
   * @param <R> what it is ready with
   * @return done when the task is ready, or has ended without being so: an {@link
   *     IllegalStateException}; cancelling it stops the task
   * @throws IllegalStateException if the group has ended
   */
  public <R extends @Nullable Object> CorralFuture<R> start(TaskGroup.Starter<R> starter) {
    return new TaskStart<>(scope, null, requireNonNull(starter, "starter")).open();
  }

  /**
   * As {@link #start(TaskGroup.Starter)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param starter the task
   * @param <R> what it is ready with
   * @return as of {@link #start(TaskGroup.Starter)}
   * @throws IllegalStateException if the group has ended
   */
  public <R extends @Nullable Object> CorralFuture<R> start(
      String name, TaskGroup.Starter<R> starter) {
    requireNonNull(name, "name");
    return new TaskStart<>(scope, name, requireNonNull(starter, "starter")).open();
  }
}
