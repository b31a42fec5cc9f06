package dev.corral.stream;

/**
 * What is done with one thing, such as an element. It may throw, and must not block unless whoever
 * takes it says so.
 *
 * <pre>{@code
 * ThrowingConsumer<Order> ship = order -> ship(order);
 * CorralFuture<Void> shipped = orders.forEachBlocking(4, ship);
 * }</pre>
 *
 * @param <A> the thing
 */
@FunctionalInterface
public interface ThrowingConsumer<A> {
  /**
   * Does it.
   *
   * @param a the thing
   * @throws Exception fails the stream with that very instance
   */
  void accept(A a) throws Exception;
}
