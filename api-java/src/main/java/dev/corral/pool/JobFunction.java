package dev.corral.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Job} of one argument.
 *
 * <pre>{@code
 * JobFunction<String, String> renderer = document -> render(document);
 * Function<String, CorralFuture<String>> renderInPool = pool.wrap(renderer);
 * }</pre>
 *
 * @param <A> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface JobFunction<A extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /**
   * Does the work for {@code argument}.
   *
   * @param argument what the job is for
   * @return the result; not a stage
   * @throws Exception whatever the work throws
   */
  R apply(A argument) throws Exception;
}
