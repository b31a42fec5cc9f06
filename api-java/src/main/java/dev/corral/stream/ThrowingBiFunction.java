package dev.corral.stream;

/**
 * A function of two arguments that may throw; it must not block.
 *
 * <pre>{@code
 * ThrowingBiFunction<Integer, Order, Integer> add = (sum, order) -> sum + order.id();
 * CorralFuture<Integer> total = orders.reduce(0, add);
 * }</pre>
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface ThrowingBiFunction<A, B, R> {
  /**
   * Makes the result.
   *
   * @param a the first argument
   * @param b the second argument
   * @return the result; never null
   * @throws Exception fails the stream with that very instance
   */
  R apply(A a, B b) throws Exception;
}
