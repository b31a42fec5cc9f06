package dev.corral;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation by Corral: thrown in a task that was cancelled, and what its future ends with.
 *
 * <pre>{@code
 * try {
 *   show(page.joinOrThrow());
 * } catch (TaskCancelledException e) {
 *   log.info(e.scopeName() + " was cancelled");
 * }
 * }</pre>
 *
 * <p>One instance belongs to one cancelled scope and is seen by everything that the cancellation
 * went down to. A task takes it for its own cancellation only if that scope is its own or one
 * around it; in any other task it is a failure like every exception.
 */
public final class TaskCancelledException extends CancellationException {
  private static final long serialVersionUID = 1L;

  /** What {@link #scopeName} returns. */
  private final String scopeName;

  TaskCancelledException(
      String scopeName, String message, @Nullable Throwable cause, boolean traced) {
    super(message);
    this.scopeName = scopeName;
    if (cause != null) {
      initCause(cause);
    }
    if (traced) {
      super.fillInStackTrace();
    }
  }

  /**
   * Only somebody who asks for a cancellation has a stack worth its cost: a failure that caused one
   * has its own.
   */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** {@return the name of the task or group that was cancelled: this one, or one around it} */
  public String scopeName() {
    return scopeName;
  }
}
