package dev.corral;

/**
 * The failure of one task among several, with its name: the form in which the failures that are not
 * the first one are suppressed there. The cause is the failure itself.
 *
 * <pre>{@code
 * try {
 *   log.info(Corral.firstSuccess(primary, backup).joinOrThrow() + " came");
 * } catch (Exception first) {
 *   for (Throwable other : first.getSuppressed()) {
 *     if (other instanceof TaskFailedException failed) {
 *       log.info(failed.taskName() + " failed too: " + failed.getCause().getMessage());
 *     }
 *   }
 * }
 * }</pre>
 */
public final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What {@link #taskName} returns. */
  private final String taskName;

  TaskFailedException(String taskName, Throwable cause) {
    super("task '" + taskName + "' failed: " + cause.getClass().getName(), cause);
    this.taskName = taskName;
  }

  /** {@return the name of the task that failed} */
  public String taskName() {
    return taskName;
  }

  /** The cause has a stack to show; this has none. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
