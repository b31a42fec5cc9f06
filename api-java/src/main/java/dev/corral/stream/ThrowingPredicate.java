package dev.corral.stream;

/**
 * A condition that may throw; it must not block.
 *
 * @param <A> what it is asked about
 */
@FunctionalInterface
public interface ThrowingPredicate<A> {
  /**
   * {@return whether the condition holds}
   *
   * @param a what is asked about
   * @throws Exception fails the stream with that very instance
   */
  boolean test(A a) throws Exception;
}
