package dev.corral;

/**
 * Where a task stands.
 *
 * <pre>{@code
 * for (TaskHandle<?> task : group.tasks()) {
 *   if (task.taskState() == TaskState.CANCELLING) {
 *     log.info("still waiting for the end of " + task.name());
 *   }
 * }
 * }</pre>
 *
 * <pre>{@literal
 * PENDING --> RUNNING --------------------> COMPLETED | FAILED
 *    |           |                              ^
 *    |           +--> CANCELLING ---------------+--> CANCELLED
 *    +--> CANCELLED
 * }</pre>
 *
 * A cancelled task is {@code CANCELLING} while it has not ended; it can still complete, if its body
 * returns a value all the same, or fail.
 */
public enum TaskState {
  /** Nobody has begun the body. */
  PENDING,
  /** The body runs, or what it began does. */
  RUNNING,
  /** Asked to stop, and has not ended. */
  CANCELLING,
  /** Ended with a value. */
  COMPLETED,
  /** Ended with a failure. */
  FAILED,
  /** Ended because it was cancelled, without a value and without a failure. */
  CANCELLED;

  /** {@return whether the task has ended} */
  public boolean hasEnded() {
    return compareTo(CANCELLING) > 0;
  }
}
