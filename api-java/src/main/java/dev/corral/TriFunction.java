package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * A function of three values.
 *
 * <pre>{@code
 * TriFunction<User, List<Order>, Quote, Front> layout = Front::new;
 * CorralFuture<Front> front =
 *     Corral.gather(
 *         () -> users.find(id),
 *         Task.blocking(() -> orders.of(id)),
 *         () -> mirrorA.fetch(id),
 *         layout);
 * }</pre>
 *
 * @param <A> the first
 * @param <B> the second
 * @param <C> the third
 * @param <R> the result
 */
@FunctionalInterface
public interface TriFunction<
    A extends @Nullable Object,
    B extends @Nullable Object,
    C extends @Nullable Object,
    R extends @Nullable Object> {
  /**
   * {@return the result for three values}
   *
   * @param first the first
   * @param second the second
   * @param third the third
   */
  R apply(A first, B second, C third);
}
