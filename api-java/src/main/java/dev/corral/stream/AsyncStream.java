package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.stream.kernel.Source;
import dev.corral.engine.stream.kernel.Sources;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Many elements, one after the other: cold, bounded, lossless.
 *
 * <pre>{@code
 * CorralFuture<Void> imported = AsyncStream.lines(file)
 *     .map(Entry::parse)
 *     .filter(Entry::isError)
 *     .batch(500, Duration.ofSeconds(1))
 *     .forEachBlocking(4, database::insert);
 * }</pre>
 *
 * <p><b>Cold.</b> A stream is an immutable description; nothing happens before a sink runs it, and
 * each run is a new one, as an operation of the task that calls the sink: cancelled and awaited
 * with it, and with its future. The context of that call is visible to every function.
 *
 * <p><b>Bounded.</b> An element is pulled when the one before it was worked off, except where an
 * operator says that it reads ahead, and by how much. Early end ({@code take}, {@code first}, a
 * failed function) closes every source and waits for that.
 *
 * <p><b>Lossless.</b> An element reaches the next function or the sink, or it is dropped by an
 * operator that says so; what is in between when a stream is cancelled, fails or ends early goes to
 * {@link #onUndelivered}, if there is one.
 *
 * <p><b>Failures.</b> A source's failure comes after the elements before it. What a function throws
 * closes everything, and is what the future fails with, the same instance; operators below that
 * function, {@code onErrorResume} and {@code retry}, can go on after it, those above it cannot.
 * Nobody hears of the failure of a run whose future nobody looks at, outside of any task, but the
 * handler for unobserved failures, if the process lives that long: join it, or return it.
 *
 * <p>Functions are called on Corral's workers, one at a time for each stage, and must not block
 * unless it says so; what one call did happens-before the next. Null is no element: a function or
 * source that makes one fails the stream.
 *
 * <p>An element goes from operator to operator by calls: a chain of thousands, or a stream that
 * {@code concat}s or resumes with itself without end, runs out of stack. A loop is {@link #unfold},
 * {@link #unfoldAsync}, {@link #emitBlocking} or {@code retry}.
 *
 * @param <T> the elements
 */
public final class AsyncStream<T> extends PlainOperators<T> {
  AsyncStream(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return a stream of these elements}
   *
   * @param elements never null
   * @param <T> the elements
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read, and copied
  public static <T> AsyncStream<T> of(T... elements) {
    return from(List.of(requireNonNull(elements, "elements")));
  }

  /**
   * {@return a stream without elements}
   *
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> empty() {
    return from(List.of());
  }

  /**
   * {@return a stream of the elements of {@code elements}, of which each run takes a new iterator}
   * One that is {@link AutoCloseable} is closed at the end of its run.
   *
   * @param elements read on a worker; must not block
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> from(Iterable<? extends T> elements) {
    return new AsyncStream<>(Sources.fromIterable(requireNonNull(elements, "elements")), null);
  }

  /**
   * {@return the whole numbers from {@code start} until {@code end}, that one left out}
   *
   * @param start the first one
   * @param end the one after the last
   */
  public static AsyncStream<Long> range(long start, long end) {
    return new AsyncStream<>(Sources.range(start, end), null);
  }

  /**
   * {@return an endless stream of what {@code next} returns, called once for each element}
   *
   * @param next called on a worker; must not block
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> generate(Callable<? extends T> next) {
    return new AsyncStream<>(Sources.generate(requireNonNull(next, "next")), null);
  }

  /**
   * {@return the same stream, called {@code name}: in messages, and as part of the names of its
   * runs}
   *
   * @param name what to call it
   */
  public AsyncStream<T> named(String name) {
    return new AsyncStream<>(source, requireNonNull(name, "name"));
  }

  /** The name, and that it is a stream. */
  @Override
  public String toString() {
    return name == null ? "AsyncStream" : "AsyncStream['" + name + "']";
  }
}
