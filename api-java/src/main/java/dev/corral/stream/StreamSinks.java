package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Scope;
import dev.corral.engine.stream.kernel.Source;
import dev.corral.engine.stream.kernel.Terminals;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AsyncStream} is, and its sinks: each runs the stream once more, as a child of the
 * current task.
 */
abstract sealed class StreamSinks<T> permits StreamSources {
  final Source<T> source;
  final @Nullable String name;

  StreamSinks(Source<T> source, @Nullable String name) {
    this.source = source;
    this.name = name;
  }

  /**
   * Runs the stream and calls {@code action} with each element, one at a time, in order.
   *
   * @param action called on a worker; must not block, and what it begins asynchronously is not
   *     waited for before the next element: for that there is {@code forEachAsync}
   * @return done when the last element was worked off and every source is closed
   */
  public final CorralFuture<@Nullable Void> forEach(ThrowingConsumer<? super T> action) {
    requireNonNull(action, "action");
    return run(
        "forEach",
        scope ->
            Terminals.forEach(
                scope,
                source,
                element -> {
                  action.accept(element);
                  return null;
                }));
  }

  /**
   * Runs the stream and gathers its elements.
   *
   * @return an unmodifiable list, in order. If the future ends otherwise, those gathered go to
   *     {@link AsyncStream#onUndelivered}
   */
  public final CorralFuture<List<T>> toList() {
    return run("toList", scope -> Terminals.toList(scope, source));
  }

  /**
   * Runs the stream into {@code collector}, which is used by one thread at a time.
   *
   * @param collector such as {@code Collectors.joining()}
   * @param <A> what it accumulates in
   * @param <R> the result
   * @return done with what the collector makes of them
   */
  public final <A, R> CorralFuture<R> collect(Collector<? super T, A, R> collector) {
    requireNonNull(collector, "collector");
    return run(
        "collect",
        scope ->
            Terminals.collect(
                scope,
                source,
                () -> collector.supplier().get(),
                (accumulated, element) -> {
                  collector.accumulator().accept(accumulated, element);
                  return accumulated;
                },
                accumulated -> collector.finisher().apply(accumulated)));
  }

  /**
   * Runs the stream and makes one value of all elements, beginning with {@code initial}.
   *
   * @param initial the result without elements
   * @param fn called with the result so far and the next element
   * @param <R> the result
   * @return done with that value
   */
  public final <R> CorralFuture<R> reduce(
      R initial, ThrowingBiFunction<? super R, ? super T, ? extends R> fn) {
    requireNonNull(initial, "initial");
    requireNonNull(fn, "fn");
    return run("reduce", scope -> Terminals.fold(scope, source, initial, fn::apply));
  }

  /**
   * Runs the stream up to its first element; pulls no second one. Empty if there is none.
   *
   * @return done with that element
   */
  public final CorralFuture<Optional<T>> first() {
    return run("first", scope -> Terminals.first(scope, source));
  }

  /**
   * Runs the stream and counts its elements, which go to {@link AsyncStream#onUndelivered}.
   *
   * @return done with their number
   */
  public final CorralFuture<Long> count() {
    return run("count", scope -> Terminals.count(scope, source));
  }

  /** Runs this stream, as an operation of the current task called after {@code sink}. */
  final <R extends @Nullable Object> CorralFuture<R> run(
      String sink, Function<? super Scope, ? extends Conductor> conductor) {
    return Waits.root().conduct(nameOf(sink), conductor);
  }

  /** What {@code operation}, a sink or an operator, is called in messages. */
  final String nameOf(String operation) {
    return name == null ? operation : operation + " of '" + name + "'";
  }

  /** What is behind the stream that a function given to {@code operator} made. */
  static <R> Source<R> sourceOf(@Nullable AsyncStream<R> made, String operator) {
    return requireNonNull(made, () -> operator + ": null instead of a stream").source;
  }

  /** A stream of {@code next}, with this one's name. */
  final <R> AsyncStream<R> then(Source<R> next) {
    return new AsyncStream<>(next, name);
  }
}
