package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * With what a task started by {@link TaskGroup#start} says that it is ready.
 *
 * <pre>{@code
 * CompletionStage<Void> serve(TaskStatus<Integer> status) throws Exception {
 *   ServerSocket socket = new ServerSocket(0);
 *   status.started(socket.getLocalPort()); // whoever called start goes on here
 *   return Corral.toThreadAction(() -> accept(socket));
 * }
 * }</pre>
 *
 * @param <R> what it is ready with
 */
public final class TaskStatus<R extends @Nullable Object> {
  private final TaskStart<R> start;

  TaskStatus(TaskStart<R> start) {
    this.start = start;
  }

  /**
   * The task is ready: completes the future that {@link TaskGroup#start} returned. The task goes on
   * as a child of its group. What came before this call happens-before that future is done.
   *
   * @param result what the caller waits for, such as the port it listens on
   * @throws IllegalStateException if it was called before, or if the task has ended
   */
  public void started(R result) {
    start.started(result);
  }

  @Override
  public String toString() {
    return "TaskStatus[" + start.name() + "]";
  }
}
