package dev.corral.interop;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that returns a stage.
 *
 * <pre>{@code
 * AsyncBiFunction<Integer, String, String> greet = (id, word) -> greetAsync(id, word);
 * BlockingBiFunction<Integer, String, String> greetNow = Interop.syncBiFunction(greet);
 * }</pre>
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface AsyncBiFunction<
    A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Starts the work.
   *
   * @param a the first argument
   * @param b the second argument
   * @return the stage of the result; never null
   * @throws Exception is the work's failure
   */
  CompletionStage<? extends R> apply(A a, B b) throws Exception;
}
