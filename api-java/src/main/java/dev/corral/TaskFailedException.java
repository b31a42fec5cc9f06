package dev.corral;

/**
 * The failure of one task among several, with its name: the form in which the failures that are not
 * the first one are suppressed there. The cause is the failure itself.
 */
public final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String taskName;

  TaskFailedException(String taskName, Throwable cause) {
    super("task '" + taskName + "' failed: " + cause.getClass().getName(), cause);
    this.taskName = taskName;
  }

  /** The name of the task that failed. */
  public String taskName() {
    return taskName;
  }

  /** The cause has a stack to show; this has none. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
