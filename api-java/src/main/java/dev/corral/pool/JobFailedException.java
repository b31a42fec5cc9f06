package dev.corral.pool;

import org.jspecify.annotations.Nullable;

/**
 * A job failed in its worker, with an exception that could not be brought back: it cannot be
 * serialized, or its class may not be read here (see {@link ProcessOptions#allowing}), which its
 * cause then says.
 *
 * <pre>{@code
 * try {
 *   show(page.joinOrThrow());
 * } catch (JobFailedException e) {
 *   log.info(e.type() + ", at\n" + e.remoteTrace());
 * }
 * }</pre>
 */
public final class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What {@link #type} returns. */
  private final String type;

  /** What {@link #remoteTrace} returns. */
  private final String remoteTrace;

  JobFailedException(String message, String type, String remoteTrace, @Nullable Throwable cause) {
    super(message, cause);
    this.type = type;
    this.remoteTrace = remoteTrace;
  }

  /** {@return the name of its class} */
  public String type() {
    return type;
  }

  /** {@return its stack trace, as text} */
  public String remoteTrace() {
    return remoteTrace;
  }
}
