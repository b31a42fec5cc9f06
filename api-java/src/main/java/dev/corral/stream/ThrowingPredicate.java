package dev.corral.stream;

/**
 * A condition that may throw; it must not block.
 *
 * <pre>{@code
 * ThrowingPredicate<Order> isEven = order -> order.id() % 2 == 0;
 * CorralFuture<List<Order>> even = orders.filter(isEven).toList();
 * }</pre>
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
