package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.AsyncFunction;
import dev.corral.BatchOptions;
import dev.corral.BlockingFunction;
import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.kernel.Step;
import dev.corral.engine.stream.kernel.Grouping;
import dev.corral.engine.stream.kernel.Mapping;
import dev.corral.engine.stream.kernel.Merging;
import dev.corral.engine.stream.kernel.Source;
import org.jspecify.annotations.Nullable;

/** The operators of an {@link AsyncStream} that work on several elements at once. */
abstract sealed class ConcurrentOperators<T> extends JoiningOperators<T> permits PlainOperators {
  ConcurrentOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return what the stages of {@code fn} end with, for {@code limit} elements at once, in the
   * order of the elements} A result goes on as soon as those before it have.
   *
   * <p>No more than {@code limit} elements are in hand, those included whose results wait for
   * others; an element is pulled when a result has been worked off. A failure stops the pulling and
   * cancels the work on all later elements; when the results of the earlier ones have been passed
   * on, and all has ended, it is what the stream fails with.
   *
   * @param limit at least 1
   * @param fn called on a worker; its stage, never of null, belongs to the stream
   * @param <R> the results
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final <R> AsyncStream<R> mapAsync(int limit, AsyncFunction<? super T, ? extends R> fn) {
    return mapAsync(BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link #mapAsync(int, AsyncFunction)}. An element whose failure is handled has no result.
   *
   * @param options how many at once, and what else: its disposer is given each result that came
   *     about and could not be passed on, because the stream failed, was cancelled, or ended early
   * @param fn called on a worker
   * @param <R> the results
   * @return what {@link #mapAsync(int, AsyncFunction)} returns
   */
  public final <R> AsyncStream<R> mapAsync(
      BatchOptions<? super T, ? super R> options, AsyncFunction<? super T, ? extends R> fn) {
    return map("mapAsync", true, options, fn);
  }

  /**
   * As {@link #mapAsync(int, AsyncFunction)}, with the results in the order in which they came. A
   * failure cancels the work on all other elements; results that came before it are passed on.
   *
   * @param limit at least 1
   * @param fn called on a worker; its stage, never of null, belongs to the stream
   * @param <R> the results
   * @return what {@link #mapAsync(int, AsyncFunction)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final <R> AsyncStream<R> mapAsyncUnordered(
      int limit, AsyncFunction<? super T, ? extends R> fn) {
    return mapAsyncUnordered(BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link #mapAsyncUnordered(int, AsyncFunction)}. An element whose failure is handled has no
   * result.
   *
   * @param options how many at once, and what else: its disposer is given each result that came
   *     about and could not be passed on
   * @param fn called on a worker
   * @param <R> the results
   * @return what {@link #mapAsyncUnordered(int, AsyncFunction)} returns
   */
  public final <R> AsyncStream<R> mapAsyncUnordered(
      BatchOptions<? super T, ? super R> options, AsyncFunction<? super T, ? extends R> fn) {
    return map("mapAsyncUnordered", false, options, fn);
  }

  private <R> AsyncStream<R> map(
      String operator,
      boolean isOrdered,
      BatchOptions<? super T, ? super R> options,
      AsyncFunction<? super T, ? extends R> fn) {
    Waits root = Waits.root();
    requireNonNull(options, "options");
    Step step = root.step(operator, requireNonNull(fn, "fn"));
    return then(
        Mapping.<T, R>mapAsync(source, root.limit(options), isOrdered, root.rules(options), step));
  }

  /**
   * As {@link #mapAsync(int, AsyncFunction)}, in order, for a function that blocks: it is called on
   * threads for blocking work, for {@code limit} elements at once.
   *
   * @param limit at least 1
   * @param fn interrupted when cancelled; never returns null, nor a stage
   * @param <R> the results
   * @return what {@link #mapAsync(int, AsyncFunction)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final <R> AsyncStream<R> mapBlocking(
      int limit, BlockingFunction<? super T, ? extends R> fn) {
    return mapBlocking(BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link #mapBlocking(int, BlockingFunction)}. An element whose failure is handled has no
   * result.
   *
   * @param options how many at once, and what else: its disposer is given each result that came
   *     about and could not be passed on
   * @param fn interrupted when cancelled
   * @param <R> the results
   * @return what {@link #mapBlocking(int, BlockingFunction)} returns
   */
  public final <R> AsyncStream<R> mapBlocking(
      BatchOptions<? super T, ? super R> options, BlockingFunction<? super T, ? extends R> fn) {
    Waits root = Waits.root();
    requireNonNull(options, "options");
    Step step = root.blockingStep("mapBlocking", requireNonNull(fn, "fn"));
    return then(Mapping.<T, R>mapBlocking(source, root.limit(options), root.rules(options), step));
  }

  /**
   * Runs the stream and calls {@code fn} with each element, for {@code limit} of them at once; an
   * element is pulled when the work on another one has ended. A failure cancels the others and
   * closes the stream.
   *
   * @param limit at least 1
   * @param fn called on a worker; its stage belongs to the run
   * @return done when all work has ended and every source is closed
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final CorralFuture<@Nullable Void> forEachAsync(
      int limit, AsyncFunction<? super T, ?> fn) {
    return forEachAsync(BatchOptions.limit(limit), fn);
  }

  /**
   * As {@link #forEachAsync(int, AsyncFunction)}.
   *
   * @param options how many at once, and what else
   * @param fn called on a worker; its stage belongs to the run
   * @return what {@link #forEachAsync(int, AsyncFunction)} returns
   */
  public final CorralFuture<@Nullable Void> forEachAsync(
      BatchOptions<? super T, ?> options, AsyncFunction<? super T, ?> fn) {
    Waits root = Waits.root();
    requireNonNull(options, "options");
    Step step = root.step("forEachAsync", requireNonNull(fn, "fn"));
    return run(
        "forEachAsync",
        scope ->
            Mapping.forEachAsync(scope, source, root.limit(options), root.rules(options), step));
  }

  /**
   * As {@link #forEachAsync(int, AsyncFunction)}, for an action that blocks: it is called on
   * threads for blocking work, for {@code limit} elements at once.
   *
   * @param limit at least 1
   * @param action interrupted when cancelled
   * @return done when all work has ended and every source is closed
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final CorralFuture<@Nullable Void> forEachBlocking(
      int limit, ThrowingConsumer<? super T> action) {
    return forEachBlocking(BatchOptions.limit(limit), action);
  }

  /**
   * As {@link #forEachBlocking(int, ThrowingConsumer)}.
   *
   * @param options how many at once, and what else
   * @param action interrupted when cancelled
   * @return what {@link #forEachBlocking(int, ThrowingConsumer)} returns
   */
  public final CorralFuture<@Nullable Void> forEachBlocking(
      BatchOptions<? super T, ?> options, ThrowingConsumer<? super T> action) {
    Waits root = Waits.root();
    requireNonNull(options, "options");
    requireNonNull(action, "action");
    Step step =
        root.<T>blockingStep(
            "forEachBlocking",
            element -> {
              action.accept(element);
              return null;
            });
    return run(
        "forEachBlocking",
        scope ->
            Mapping.forEachBlocking(scope, source, root.limit(options), root.rules(options), step));
  }

  /**
   * {@return the elements of the streams that {@code fn} makes of each element, {@code limit} of
   * which run at once, as they come; each stream's own order is kept} An element is pulled when a
   * stream has ended. As in a merge, at most 32 elements of each stream are read ahead, and a
   * failure comes after what came before it and closes all.
   *
   * @param limit at least 1
   * @param fn never returns null
   * @param <R> the elements
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public final <R> AsyncStream<R> flatMap(
      int limit, ThrowingFunction<? super T, ? extends AsyncStream<R>> fn) {
    requireNonNull(fn, "fn");
    return then(Merging.flatMap(source, limit, element -> sourceOf(fn.apply(element), "flatMap")));
  }

  /**
   * {@return the elements of the streams that {@code handler} makes of the groups of this stream's
   * elements that have one key each, as they come}
   *
   * <pre>{@code
   * AsyncStream<Integer> shipped =
   *     orders.groupBy(1000, Order::id, (customer, theirs) -> theirs.batch(20).mapAsync(1, this::shipAll));
   * }</pre>
   *
   * <p>A group begins with the first element of its key, and its handler's stream runs as a task of
   * its own from there on; it ends with this stream. So all groups are worked on at the same time,
   * and each one's elements in order. For a group of which 16 elements wait this stream waits; but
   * a handler never waits for another one's, and one that reads nothing, or no more, takes no
   * elements: so nothing comes to a standstill. Elements that come for such a group go to {@link
   * AsyncStream#onUndelivered}, as do those that wait for their handler when the stream is closed.
   *
   * <p>If this stream fails, each group fails with that, after its elements; when all handlers have
   * ended, it is what the whole fails with. A handler's own failure closes all at once.
   *
   * @param maxGroups how many keys there may be; at least 1. An element of one more fails the
   *     stream, with an {@code IllegalStateException}
   * @param key never returns null
   * @param handler called once for each key, in the task that runs this stream; the group's stream
   *     can be run once, as part of the one that it returns, which is never null
   * @param <K> the keys
   * @param <R> what becomes of the groups
   * @throws IllegalArgumentException if {@code maxGroups} is less than 1
   */
  public final <K, R> AsyncStream<R> groupBy(
      int maxGroups,
      ThrowingFunction<? super T, ? extends K> key,
      ThrowingBiFunction<? super K, ? super AsyncStream<T>, ? extends AsyncStream<R>> handler) {
    requireNonNull(key, "key");
    requireNonNull(handler, "handler");
    return then(
        Grouping.<T, K, R>groupBy(
            source,
            maxGroups,
            key::apply,
            (k, group) -> sourceOf(handler.apply(k, then(group)), "groupBy")));
  }
}
