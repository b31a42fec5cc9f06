package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Combining;
import dev.corral.engine.kernel.Step;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operations of {@link Corral} over many items; what they share is told there. */
abstract sealed class ManyItems extends BlockingBorder permits ForeignStages {
  ManyItems() {}

  /**
   * Calls {@code fn} with each item, for {@code limit} of them at once, and ends with the results
   * in the order of the items.
   *
   * @param items finite; for endless ones there is {@link Corral#forEachAsync}
   * @param limit at least 1
   * @param fn called on a worker; its stage belongs to the operation
   * @param <A> the items
   * @param <R> the results
   * @return done with the results
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapAsync(
          Iterable<? extends A> items, int limit, AsyncFunction<? super A, ? extends R> fn) {
    return mapAsync(items, BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link Corral#mapAsync(Iterable, int, AsyncFunction)}. An item whose failure is handled
   * leaves null in its place.
   *
   * @param items finite
   * @param options how many at once, and what else
   * @param fn called on a worker
   * @param <A> the items
   * @param <R> the results
   * @return what {@link Corral#mapAsync(Iterable, int, AsyncFunction)} returns
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapAsync(
          Iterable<? extends A> items,
          BatchOptions<? super A, ? super R> options,
          AsyncFunction<? super A, ? extends R> fn) {
    return map("mapAsync", items, options, true, fn);
  }

  /**
   * As {@link Corral#mapAsync(Iterable, int, AsyncFunction)}, with the results in the order in
   * which they came.
   *
   * @param items finite
   * @param limit at least 1
   * @param fn called on a worker
   * @param <A> the items
   * @param <R> the results
   * @return what {@link Corral#mapAsync(Iterable, int, AsyncFunction)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapAsyncUnordered(
          Iterable<? extends A> items, int limit, AsyncFunction<? super A, ? extends R> fn) {
    return mapAsyncUnordered(items, BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link Corral#mapAsyncUnordered(Iterable, int, AsyncFunction)}. An item whose failure is
   * handled leaves nothing.
   *
   * @param items finite
   * @param options how many at once, and what else
   * @param fn called on a worker
   * @param <A> the items
   * @param <R> the results
   * @return what {@link Corral#mapAsyncUnordered(Iterable, int, AsyncFunction)} returns
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapAsyncUnordered(
          Iterable<? extends A> items,
          BatchOptions<? super A, ? super R> options,
          AsyncFunction<? super A, ? extends R> fn) {
    return map("mapAsyncUnordered", items, options, false, fn);
  }

  private static <A extends @Nullable Object, R extends @Nullable Object> CorralFuture<List<R>> map(
      String name,
      Iterable<? extends A> items,
      BatchOptions<? super A, ? super R> options,
      boolean isOrdered,
      AsyncFunction<? super A, ? extends R> fn) {
    requireNonNull(items, "items");
    requireNonNull(options, "options");
    Step step = step(name, requireNonNull(fn, "fn"));
    return CombinedOperation.begin(
        name, map -> Combining.map(map, items, options.limit, isOrdered, options.rules(), step));
  }

  /**
   * Calls {@code fn}, which blocks, with each item, for {@code limit} of them at once, on threads
   * for blocking work, and ends with the results in the order of the items.
   *
   * @param items finite; read on those threads too
   * @param limit at least 1
   * @param fn interrupted when cancelled
   * @param <A> the items
   * @param <R> the results
   * @return done with the results
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapBlocking(
          Iterable<? extends A> items, int limit, BlockingFunction<? super A, ? extends R> fn) {
    return mapBlocking(items, BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link Corral#mapBlocking(Iterable, int, BlockingFunction)}.
   *
   * @param items finite; read on those threads too
   * @param options how many at once, and what else
   * @param fn interrupted when cancelled
   * @param <A> the items
   * @param <R> the results
   * @return what {@link Corral#mapBlocking(Iterable, int, BlockingFunction)} returns
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<List<R>> mapBlocking(
          Iterable<? extends A> items,
          BatchOptions<? super A, ? super R> options,
          BlockingFunction<? super A, ? extends R> fn) {
    requireNonNull(items, "items");
    requireNonNull(options, "options");
    Step step = blockingStep("mapBlocking", requireNonNull(fn, "fn"));
    return CombinedOperation.begin(
        "mapBlocking",
        map -> Combining.mapBlocking(map, items, options.limit, options.rules(), step));
  }

  /**
   * Calls {@code fn} with each item, for {@code limit} of them at once.
   *
   * @param items read as they are needed
   * @param limit at least 1
   * @param fn called on a worker; its stage belongs to the operation
   * @param <A> the items
   * @return done when all items have been worked off
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <A extends @Nullable Object> CorralFuture<@Nullable Void> forEachAsync(
      Iterable<? extends A> items, int limit, AsyncFunction<? super A, ?> fn) {
    return forEachAsync(items, BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link Corral#forEachAsync(Iterable, int, AsyncFunction)}.
   *
   * @param items read as they are needed
   * @param options how many at once, and what else
   * @param fn called on a worker; its stage belongs to the operation
   * @param <A> the items
   * @return what {@link Corral#forEachAsync(Iterable, int, AsyncFunction)} returns
   */
  public static <A extends @Nullable Object> CorralFuture<@Nullable Void> forEachAsync(
      Iterable<? extends A> items,
      BatchOptions<? super A, ?> options,
      AsyncFunction<? super A, ?> fn) {
    requireNonNull(items, "items");
    requireNonNull(options, "options");
    Step step = step("forEachAsync", requireNonNull(fn, "fn"));
    return CombinedOperation.begin(
        "forEachAsync",
        each -> Combining.forEach(each, items, options.limit, options.rules(), step));
  }

  /**
   * As {@link Corral#forEachAsync(Iterable, int, AsyncFunction)}, of an iterator, which may be
   * endless.
   *
   * @param items read as they are needed
   * @param limit at least 1
   * @param fn called on a worker; its stage belongs to the operation
   * @param <A> the items
   * @return what {@link Corral#forEachAsync(Iterable, int, AsyncFunction)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <A extends @Nullable Object> CorralFuture<@Nullable Void> forEachAsync(
      Iterator<? extends A> items, int limit, AsyncFunction<? super A, ?> fn) {
    return forEachAsync(items, BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link Corral#forEachAsync(Iterator, int, AsyncFunction)}.
   *
   * @param items read as they are needed
   * @param options how many at once, and what else
   * @param fn called on a worker; its stage belongs to the operation
   * @param <A> the items
   * @return what {@link Corral#forEachAsync(Iterator, int, AsyncFunction)} returns
   */
  public static <A extends @Nullable Object> CorralFuture<@Nullable Void> forEachAsync(
      Iterator<? extends A> items,
      BatchOptions<? super A, ?> options,
      AsyncFunction<? super A, ?> fn) {
    requireNonNull(items, "items");
    requireNonNull(options, "options");
    Step step = step("forEachAsync", requireNonNull(fn, "fn"));
    return CombinedOperation.begin(
        "forEachAsync",
        each -> Combining.forEach(each, items, options.limit, options.rules(), step));
  }

  /**
   * Calls {@code visit} with each of {@code roots} and with whatever nodes its stages end with, and
   * so on, for {@code limit} of them at once, until none is left: a crawl. No node waits for room,
   * so a visitor that finds many cannot stop the ones that would take them. A node that is found
   * twice is visited twice.
   *
   * @param roots where it begins
   * @param limit at least 1
   * @param visit called on a worker; its stage belongs to the operation
   * @param <N> the nodes
   * @return done when none is left
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <N extends @Nullable Object> CorralFuture<@Nullable Void> traverse(
      Iterable<? extends N> roots,
      int limit,
      AsyncFunction<? super N, ? extends Iterable<? extends N>> visit) {
    requireNonNull(roots, "roots");
    checkedLimit(limit);
    Step step = step("traverse", requireNonNull(visit, "visit"));
    return CombinedOperation.begin(
        "traverse", crawl -> Combining.traverse(crawl, roots, limit, step));
  }

  static int checkedLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is not positive");
    }
    return limit;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the items are the ones that this function is for
  static <A extends @Nullable Object> Step step(String operation, AsyncFunction<? super A, ?> fn) {
    return item -> {
      CompletionStage<?> stage = fn.apply((A) item);
      if (stage == null) {
        throw new NullPointerException(
            "'" + operation + "': the function returned null instead of a stage for " + item);
      }
      return stage instanceof CompletableFuture<?> future
              && future.isDone()
              && !future.isCompletedExceptionally()
          ? valueOf(future)
          : Operation.owning(stage);
    };
  }

  @SuppressWarnings("NullAway") // the absent value is not used: it is done
  private static @Nullable Object valueOf(CompletableFuture<?> done) {
    return done.getNow(null);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the items are the ones that this function is for
  static <A extends @Nullable Object> Step blockingStep(
      String operation, BlockingFunction<? super A, ?> fn) {
    return item -> {
      Object value = fn.apply((A) item);
      if (value instanceof CompletionStage<?>) {
        throw new IllegalStateException(
            "'" + operation + "': the function returned a stage for " + item + ": use mapAsync");
      }
      return value;
    };
  }
}
