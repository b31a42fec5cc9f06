package dev.corral.stream;

import java.io.IOException;

/**
 * A program, whose output was a stream, ended with something else than 0.
 *
 * <pre>{@code
 * try {
 *   AsyncStream.linesOf(program).forEach(log::info).joinOrThrow();
 * } catch (ProcessFailedException e) {
 *   log.info("exit code " + e.code());
 * }
 * }</pre>
 */
public final class ProcessFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What {@link #code} returns. */
  private final int code;

  ProcessFailedException(String message, int code) {
    super(message);
    this.code = code;
  }

  static ProcessFailedException of(Process process, int code, String complaint) {
    String program = process.info().command().orElse("process " + process.pid());
    String said = complaint.isEmpty() ? "" : ": " + complaint;
    return new ProcessFailedException(program + " ended with " + code + said, code);
  }

  /**
   * {@return the exit code; where a signal ended the program, what the JDK makes of that (128 +
   * signal)}
   */
  public int code() {
    return code;
  }
}
