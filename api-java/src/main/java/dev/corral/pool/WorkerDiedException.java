package dev.corral.pool;

import java.io.IOException;

/**
 * The process that ran a job ended before the job did: it crashed, was killed, called {@code
 * System.exit}, or ran out of memory; or it could not start at all. No other job is affected.
 *
 * <pre>{@code
 * try {
 *   show(page.joinOrThrow());
 * } catch (WorkerDiedException e) {
 *   log.info("exit code " + e.exitCode() + ": " + e.lastOutput().strip());
 * }
 * }</pre>
 */
public final class WorkerDiedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What {@link #exitCode} returns. */
  private final int exitCode;

  /** What {@link #lastOutput} returns. */
  private final String lastOutput;

  WorkerDiedException(String message, int exitCode, String lastOutput) {
    super(message);
    this.exitCode = exitCode;
    this.lastOutput = lastOutput;
  }

  /**
   * {@return the exit code of the process; where a signal ended it, what the JDK makes of that (128
   * + signal)}
   */
  public int exitCode() {
    return exitCode;
  }

  /** {@return the end of what it wrote to its standard output and its standard error} */
  public String lastOutput() {
    return lastOutput;
  }
}
