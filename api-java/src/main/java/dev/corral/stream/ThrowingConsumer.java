package dev.corral.stream;

/**
 * What is done with one element; it may throw and must not block.
 *
 * @param <A> the element
 */
@FunctionalInterface
public interface ThrowingConsumer<A> {
  /**
   * Does it.
   *
   * @param a the element
   * @throws Exception fails the stream with that very instance
   */
  void accept(A a) throws Exception;
}
