package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.RetryPolicy;
import dev.corral.door.Waits;
import dev.corral.engine.stream.kernel.Merging;
import dev.corral.engine.stream.kernel.Retrying;
import dev.corral.engine.stream.kernel.Source;
import dev.corral.engine.stream.kernel.Zipping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators of an {@link AsyncStream} that make one stream of several, or of several runs. */
abstract sealed class JoiningOperators<T> extends TimedOperators<T> permits ConcurrentOperators {
  JoiningOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return what {@code fn} makes of this stream's first element and {@code other}'s, of the
   * second ones, and so on, until one of the two ends; the other one is then closed}
   *
   * <p>This stream is asked for an element first, and {@code other} when there is one. If there is
   * no partner for it, it goes to {@link AsyncStream#onUndelivered}.
   *
   * @param other where the partners come from
   * @param fn never returns null
   * @param <U> the partners
   * @param <R> what it makes
   */
  public final <U, R> AsyncStream<R> zip(
      AsyncStream<U> other, ThrowingBiFunction<? super T, ? super U, ? extends R> fn) {
    requireNonNull(other, "other");
    requireNonNull(fn, "fn");
    return then(Zipping.zip(source, other.source, fn::apply));
  }

  /**
   * {@return one element of this stream and of each of the {@code others} in turn; one that has
   * ended is left out from there on} None is asked for an element before it is its turn. A failure,
   * when the one that fails has its turn, closes all.
   *
   * @param others in this order, after this one
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read
  public final AsyncStream<T> interleave(AsyncStream<T>... others) {
    List<Source<T>> sources = new ArrayList<>();
    sources.add(source);
    for (AsyncStream<T> other : requireNonNull(others, "others")) {
      sources.add(requireNonNull(other, "others").source);
    }
    return then(Zipping.interleave(sources));
  }

  /**
   * {@return the elements of this stream and of {@code other}, as they come, until both have ended}
   * See {@link AsyncStream#merge(MergeUntil, List)}.
   *
   * @param other run at the same time
   */
  public final AsyncStream<T> merge(AsyncStream<T> other) {
    return then(Merging.merge(List.of(source, requireNonNull(other, "other").source), false));
  }

  /**
   * {@return the elements of {@code streams}, which run at the same time, in the order in which
   * they come; each stream's own order is kept} At most 32 elements of each are read ahead; then
   * that stream waits, and the others do not.
   *
   * <p>A failure comes after the elements that came before it, and closes the other streams. What
   * of them has come after it, or after the end of the first one, goes to {@link
   * AsyncStream#onUndelivered}.
   *
   * @param until when it ends
   * @param streams merged; without any, there are no elements
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> merge(
      MergeUntil until, List<? extends AsyncStream<? extends T>> streams) {
    boolean untilFirst = requireNonNull(until, "until") == MergeUntil.FIRST;
    return new AsyncStream<>(Merging.merge(sources(streams), untilFirst), null);
  }

  /**
   * {@return the elements of {@code streams}, which run at the same time, until all have ended}
   * Whenever several have an element ready, that of the stream which is earlier in the list goes
   * first; one that always has, keeps all later ones waiting. Each stream's own order is kept. One
   * element of each is read ahead.
   *
   * <p>They run on one thread as long as they do not wait for anything. A failure, when there is
   * nothing of an earlier stream to go before it, closes all.
   *
   * @param streams the one of the highest priority first
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> mergeWithPriority(
      List<? extends AsyncStream<? extends T>> streams) {
    return new AsyncStream<>(Zipping.mergeWithPriority(sources(streams)), null);
  }

  private static <T> List<Source<? extends T>> sources(
      List<? extends AsyncStream<? extends T>> streams) {
    List<Source<? extends T>> sources = new ArrayList<>();
    for (AsyncStream<? extends T> stream : requireNonNull(streams, "streams")) {
      sources.add(requireNonNull(stream, "streams").source);
    }
    return sources;
  }

  /**
   * Runs this stream anew when it fails, as {@code policy} says: after so long a delay, so many
   * times in all, for such failures. The elements before a failure have been passed on and are not
   * taken back: whatever this stream then repeats comes twice. Each attempt has ended, and has
   * closed everything, before the next one begins.
   *
   * <p>Never tried again: a cancellation, of whomever, and failures from further down. The last
   * attempt's failure has the latest of the earlier ones suppressed, sixteen at most. What the
   * policy says of results is not asked here.
   *
   * @param policy counts all attempts of one run, however many elements there were in between
   * @return the elements of all those runs
   */
  public final AsyncStream<T> retry(RetryPolicy policy) {
    return then(Retrying.retry(source, Waits.root().rules(requireNonNull(policy, "policy"))));
  }
}
