package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.Disposer;
import dev.corral.engine.stream.kernel.Batches;
import dev.corral.engine.stream.kernel.Nesting;
import dev.corral.engine.stream.kernel.Operators;
import dev.corral.engine.stream.kernel.Recovery;
import dev.corral.engine.stream.kernel.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators of an {@link AsyncStream} that need neither tasks nor time. */
abstract sealed class PlainOperators<T> extends ConcurrentOperators<T> permits AsyncStream {
  PlainOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return what {@code fn} makes of each element}
   *
   * @param fn never returns null
   * @param <R> what it makes
   */
  public final <R> AsyncStream<R> map(ThrowingFunction<? super T, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return then(Operators.map(source, fn::apply));
  }

  /**
   * {@return the elements that {@code predicate} accepts}
   *
   * @param predicate asked about each element
   */
  public final AsyncStream<T> filter(ThrowingPredicate<? super T> predicate) {
    requireNonNull(predicate, "predicate");
    return then(Operators.filter(source, predicate::test));
  }

  /**
   * {@return the first {@code count} elements: so many are pulled, and then the source is closed}
   * With 0 it is not even opened.
   *
   * @param count not negative
   * @throws IllegalArgumentException if it is
   */
  public final AsyncStream<T> take(long count) {
    return then(Operators.take(source, count));
  }

  /**
   * {@return the elements before the first one that {@code predicate} refuses, which is the last
   * one pulled}
   *
   * @param predicate asked about each element
   */
  public final AsyncStream<T> takeWhile(ThrowingPredicate<? super T> predicate) {
    requireNonNull(predicate, "predicate");
    return then(Operators.takeWhile(source, predicate::test));
  }

  /**
   * {@return the elements after the first {@code count}, which go to {@link #onUndelivered}}
   *
   * @param count not negative
   * @throws IllegalArgumentException if it is
   */
  public final AsyncStream<T> skip(long count) {
    return then(Operators.skip(source, count));
  }

  /**
   * {@return the elements from the first one on that {@code predicate} refuses}
   *
   * @param predicate not asked again after that one
   */
  public final AsyncStream<T> skipWhile(ThrowingPredicate<? super T> predicate) {
    requireNonNull(predicate, "predicate");
    return then(Operators.skipWhile(source, predicate::test));
  }

  /** {@return the elements with their numbers} */
  public final AsyncStream<Numbered<T>> enumerate() {
    return then(Operators.enumerate(source, (index, element) -> new Numbered<>(index, element)));
  }

  /**
   * {@return the elements of the collections that {@code fn} makes of each element}
   *
   * @param fn never returns null
   * @param <R> the elements
   */
  public final <R> AsyncStream<R> flatten(
      ThrowingFunction<? super T, ? extends Iterable<? extends R>> fn) {
    requireNonNull(fn, "fn");
    return then(Nesting.flatten(source, fn::apply));
  }

  /**
   * {@return the elements of the streams that {@code fn} makes of each element, one stream after
   * the other}
   *
   * @param fn never returns null
   * @param <R> the elements
   */
  public final <R> AsyncStream<R> flatMap(
      ThrowingFunction<? super T, ? extends AsyncStream<R>> fn) {
    requireNonNull(fn, "fn");
    return then(Nesting.flatMap(source, element -> sourceOf(fn.apply(element), "flatMap")));
  }

  /**
   * {@return this stream's elements, and then those of {@code other}, which begins when this one
   * has ended}
   *
   * @param other what comes after
   */
  public final AsyncStream<T> concat(AsyncStream<T> other) {
    return then(Nesting.concat(List.of(source, requireNonNull(other, "other").source)));
  }

  /**
   * {@return what {@code fn} makes of its last result and each element}
   *
   * @param initial the first "last result"; not an element itself
   * @param fn never returns null
   * @param <R> the results
   */
  public final <R> AsyncStream<R> scan(
      R initial, ThrowingBiFunction<? super R, ? super T, ? extends R> fn) {
    requireNonNull(initial, "initial");
    requireNonNull(fn, "fn");
    return then(Operators.<T, R>scan(source, initial, fn::apply));
  }

  /**
   * {@return the elements that do not equal the one before; the others go to {@link
   * #onUndelivered}}
   */
  public final AsyncStream<T> distinctUntilChanged() {
    return then(Operators.distinctUntilChanged(source));
  }

  /**
   * {@return lists of {@code size} elements; the last one may have fewer} A failure comes after a
   * list of the elements before it.
   *
   * @param size at least 1
   * @throws IllegalArgumentException if it is less
   */
  public final AsyncStream<List<T>> batch(int size) {
    return then(Batches.batch(source, size));
  }

  /**
   * {@return the same elements, each after {@code action} has seen it}
   *
   * @param action called with each element
   */
  public final AsyncStream<T> tap(ThrowingConsumer<? super T> action) {
    requireNonNull(action, "action");
    return then(
        Operators.tap(
            source,
            element -> {
              action.accept(element);
              return null;
            }));
  }

  /**
   * Goes on, when this stream fails, with the one that {@code fn} makes of the failure. The
   * elements before the failure have been passed on. Failures from further down, and cancellations,
   * go through.
   *
   * @param fn is given the failure itself; throws it, or another one, if there is nothing to go on
   *     with; never returns null
   * @return the elements of this stream, and of what it goes on with
   */
  public final AsyncStream<T> onErrorResume(
      ThrowingFunction<? super Throwable, ? extends AsyncStream<T>> fn) {
    requireNonNull(fn, "fn");
    return then(
        Recovery.onErrorResume(source, failure -> sourceOf(fn.apply(failure), "onErrorResume")));
  }

  /**
   * Calls {@code action} at the end of every run: with null at a good one or an early one, and
   * otherwise with the failure, also one from further down, or the cancellation. Above an operator
   * that runs its source as a task of its own, such as {@code buffer} or {@code merge}, a failure
   * from further down is told as the cancellation that it brings.
   *
   * @param action called when this stream's sources are closed; what it throws is the failure, or
   *     suppressed in the one that it is called with; in place of a cancellation it counts
   * @return the same elements
   */
  public final AsyncStream<T> onComplete(ThrowingConsumer<? super @Nullable Throwable> action) {
    requireNonNull(action, "action");
    return then(
        Recovery.onComplete(
            source,
            failure -> {
              action.accept(failure);
              return null;
            }));
  }

  /**
   * Hands elements that an operator or sink further down drops before any function has seen them to
   * {@code disposer}, once each: what a buffer held when the stream was cancelled, failed or ended
   * early, what an overflowing one dropped, half of a pair, an unfinished batch. Whoever a function
   * was called with an element answers for it, also for one that {@code filter} refuses.
   *
   * <p>Say it directly behind the source, and again behind every operator that makes other elements
   * ({@code map}) or joins several streams: what a buffer or a join in front of this holds is not
   * covered. Results of {@code mapAsync} and the like go to the disposer of their {@link
   * dev.corral.BatchOptions}.
   *
   * <pre>{@code
   * BatchOptions<String, Connection> four =
   *     BatchOptions.<String, Connection>limit(4).onUndelivered(Connection::close);
   * CorralFuture<Void> done = from(urls)
   *     .mapBlocking(four, this::open)
   *     .onUndelivered(Connection::close)
   *     .buffer(10)
   *     .forEachBlocking(4, this::serve);
   * }</pre>
   *
   * @param disposer called on a callback thread, before the stream's future is done
   * @return the same elements
   */
  public final AsyncStream<T> onUndelivered(Disposer<? super T> disposer) {
    requireNonNull(disposer, "disposer");
    return then(Operators.onUndelivered(source, disposer::dispose));
  }
}
