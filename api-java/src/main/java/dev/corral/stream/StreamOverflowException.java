package dev.corral.stream;

/**
 * An element came for which a buffer that must not overflow had no room.
 *
 * <pre>{@code
 * try {
 *   shown.joinOrThrow();
 * } catch (StreamOverflowException e) {
 *   log.info("too slow: " + e.getMessage());
 * }
 * }</pre>
 */
public final class StreamOverflowException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StreamOverflowException(String message) {
    super(message);
  }
}
