package dev.corral.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Job} of two arguments.
 *
 * <pre>{@code
 * JobBiFunction<String, String, String> printer = (document, style) -> renderAs(document, style);
 * BiFunction<String, String, CorralFuture<String>> printInPool = pool.wrap(printer);
 * }</pre>
 *
 * @param <A> the first
 * @param <B> the second
 * @param <R> the result
 */
@FunctionalInterface
public interface JobBiFunction<
        A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /**
   * Does the work for {@code first} and {@code second}.
   *
   * @param second the second argument
   * @param first the first argument
   * @return the result; not a stage
   * @throws Exception whatever the work throws
   */
  R apply(A first, B second) throws Exception;
}
