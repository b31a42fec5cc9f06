package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * A function that blocks its thread: what is done with each of many items.
 *
 * <pre>{@code
 * BlockingFunction<Integer, List<Order>> load = id -> orders.of(id);
 * CorralFuture<List<List<Order>>> loaded = mapBlocking(ids, 8, load);
 * }</pre>
 *
 * @param <A> the item
 * @param <R> the result
 */
@FunctionalInterface
public interface BlockingFunction<A extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Does the work on one item; interrupted when it is cancelled.
   *
   * @param item which one
   * @return the result; not a stage
   * @throws Exception is the item's failure
   */
  R apply(A item) throws Exception;
}
