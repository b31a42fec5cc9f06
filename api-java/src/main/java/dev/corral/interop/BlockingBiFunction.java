package dev.corral.interop;

import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that blocks its thread.
 *
 * <pre>{@code
 * BlockingBiFunction<Integer, String, String> slow = (id, word) -> greetSlowly(id, word);
 * BiFunction<Integer, String, CorralFuture<String>> quick = Interop.blockingBiFunction(slow);
 * }</pre>
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface BlockingBiFunction<
    A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Does the work; interrupted when it is cancelled.
   *
   * @param a the first argument
   * @param b the second argument
   * @return the result; not a stage
   * @throws Exception is the work's failure
   */
  R apply(A a, B b) throws Exception;
}
