package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * A function of three values.
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
   * The result for three values.
   *
   * @param first the first
   * @param second the second
   * @param third the third
   */
  R apply(A first, B second, C third);
}
