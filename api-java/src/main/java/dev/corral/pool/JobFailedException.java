package dev.corral.pool;

import org.jspecify.annotations.Nullable;

/**
 * A job failed in its worker, with an exception that could not be brought back: it cannot be
 * serialized, or its class may not be read here (see {@link ProcessOptions#allowing}), which its
 * cause then says.
 */
public final class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final String remoteTrace;

  JobFailedException(String message, String type, String remoteTrace, @Nullable Throwable cause) {
    super(message, cause);
    this.type = type;
    this.remoteTrace = remoteTrace;
  }

  /** The name of its class. */
  public String type() {
    return type;
  }

  /** Its stack trace, as text. */
  public String remoteTrace() {
    return remoteTrace;
  }
}
