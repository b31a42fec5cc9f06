package dev.corral.stream;

/**
 * What a buffer of a stream does with an element for which it has no room.
 *
 * <pre>{@code
 * AsyncStream<Integer> newest = positions.buffer(1, Overflow.DROP_OLDEST);
 * }</pre>
 */
public enum Overflow {
  /** Has the source wait: nothing is lost, and nothing is pulled that there is no room for. */
  SUSPEND,

  /** Drops the oldest element that it holds. */
  DROP_OLDEST,

  /** Drops the element that came. */
  DROP_LATEST,

  /**
   * Drops the element that came, closes the source, and fails with a {@link
   * StreamOverflowException} after the elements that it holds.
   */
  FAIL,
}
