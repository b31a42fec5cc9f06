package dev.corral.stream;

/**
 * When a merge of streams ends.
 *
 * <pre>{@code
 * AsyncStream<String> feed = AsyncStream.merge(MergeUntil.FIRST, List.of(prices, hangUp));
 * }</pre>
 */
public enum MergeUntil {
  /** When all have ended. */
  ALL,

  /** When the first one has ended; the others are closed. */
  FIRST,
}
