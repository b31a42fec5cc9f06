package dev.corral.stream;

/** An element came for which a buffer that must not overflow had no room. */
public final class StreamOverflowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StreamOverflowException(String message) {
    super(message);
  }
}
