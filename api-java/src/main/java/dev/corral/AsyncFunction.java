package dev.corral;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A function that returns a stage: what is done with each of many items.
 *
 * <pre>{@code
 * AsyncFunction<Integer, User> load = id -> users.find(id);
 * CorralFuture<List<User>> loaded = mapAsync(ids, 8, load);
 * }</pre>
 *
 * @param <A> the item
 * @param <R> the result
 */
@FunctionalInterface
public interface AsyncFunction<A extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Starts the work on one item.
   *
   * @param item which one
   * @return the stage of the result, which belongs to the operation; never null
   * @throws Exception is the item's failure
   */
  CompletionStage<? extends R> apply(A item) throws Exception;
}
