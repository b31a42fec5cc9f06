package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.stream.kernel.Buffers;
import dev.corral.engine.stream.kernel.Source;
import dev.corral.engine.stream.kernel.Timed;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operators of an {@link AsyncStream} that hold elements back, or look at the time.
 *
 * <p>Most run their source as a task of its own, so that it works while the rest of the stream
 * does: what a source does happens-before an element of its is received. That task is cancelled and
 * awaited however the run ends. A failure of the source that is still ahead when there is enough,
 * or when the run is cancelled, is as if it had not been read yet; beside a failure from further
 * down it is suppressed in that.
 *
 * <p>Time is that of the clock of the task that runs the stream.
 */
abstract sealed class TimedOperators<T> extends StreamBorders<T> permits JoiningOperators {
  TimedOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return an endless stream of 0, 1, 2 and so on: one each {@code period}, the first after one}
   * Ticks that come while the element before is still being worked on are skipped, not queued up,
   * and not counted; the next one comes in the rhythm of the first.
   *
   * <p>A tick that is due when the element before was worked off comes at once. Behind {@link
   * #buffer(int)} no tick is skipped until the buffer is full.
   *
   * @param period positive
   * @throws IllegalArgumentException if it is not
   */
  public static AsyncStream<Long> interval(Duration period) {
    return new AsyncStream<>(Timed.interval(nanos(period, "period")), null);
  }

  /**
   * {@return lists of {@code size} elements, or of what there is when the first of them is {@code
   * maxAge} old} Drops nothing, and makes no empty list. A failure comes after a list of the
   * elements before it.
   *
   * <p>The source is a task of its own. While one list is being worked on, one further list
   * gathers; when that is full, the source waits. A list that became too old meanwhile is passed on
   * as it is then.
   *
   * @param size at least 1
   * @param maxAge positive
   * @throws IllegalArgumentException if one of them is not
   */
  public final AsyncStream<List<T>> batch(int size, Duration maxAge) {
    return then(Timed.batch(source, size, nanos(maxAge, "maxAge")));
  }

  /**
   * {@return the same elements, of which at most {@code count} pass in any time as long as {@code
   * per}} The source waits for the others; nothing is dropped, and one element is pulled ahead.
   *
   * <p>The window slides: an element passes when the one {@code count} before it did so {@code per}
   * ago. So around no border do twice as many pass. After a pause {@code count} may pass at once.
   *
   * @param count at least 1; so many points in time are held
   * @param per positive
   * @throws IllegalArgumentException if one of them is not
   */
  public final AsyncStream<T> throttle(int count, Duration per) {
    return then(Timed.throttle(source, count, nanos(per, "per")));
  }

  /**
   * {@return the elements after which nothing newer came for {@code quiet}, and the last one, at
   * once, when the source ends or fails} The others are superseded, and go to {@link
   * AsyncStream#onUndelivered}.
   *
   * <p>The source is a task of its own. An element that had its quiet is passed on: if it cannot be
   * yet, because the one before is still being worked on, the source waits with a newer one.
   *
   * @param quiet positive
   * @throws IllegalArgumentException if it is not
   */
  public final AsyncStream<T> debounce(Duration quiet) {
    return then(Timed.debounce(source, nanos(quiet, "quiet")));
  }

  /**
   * {@return the same elements; fails with a {@link java.util.concurrent.TimeoutException} if the
   * source takes longer than {@code limit} for any of them: for the first one, for the next one, or
   * for its end after the last one} The time that an element takes further down does not count.
   *
   * <p>The source is a task of its own, which pulls nothing ahead. When it was too slow it is
   * cancelled, and the stream fails when it has ended. For a limit to the whole stream there is
   * {@link dev.corral.Corral#failAfter(Duration, dev.corral.Task)}.
   *
   * @param limit positive
   * @throws IllegalArgumentException if it is not
   */
  public final AsyncStream<T> timeout(Duration limit) {
    return then(Timed.timeout(source, nanos(limit, "limit"), nameOf("timeout")));
  }

  /**
   * {@return the same elements, of which up to {@code capacity} are pulled ahead of the one that is
   * being worked on, and none more} A failure of the source comes after the elements before it.
   *
   * <p>The source is a task of its own.
   *
   * @param capacity at least 1
   * @throws IllegalArgumentException if it is less
   */
  public final AsyncStream<T> buffer(int capacity) {
    return buffer(capacity, Overflow.SUSPEND);
  }

  /**
   * {@return the same elements, up to {@code capacity} of them held beside the one that is being
   * worked on} Those dropped go to {@link AsyncStream#onUndelivered}. A failure of the source comes
   * after the elements before it.
   *
   * <p>The source is a task of its own, and waits for nothing unless it is {@link
   * Overflow#SUSPEND}.
   *
   * @param capacity at least 1
   * @param overflow what becomes of an element for which there is no room
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public final AsyncStream<T> buffer(int capacity, Overflow overflow) {
    return then(
        switch (requireNonNull(overflow, "overflow")) {
          case SUSPEND -> Buffers.buffer(source, capacity);
          case DROP_OLDEST -> Buffers.dropOldest(source, capacity);
          case DROP_LATEST -> Buffers.dropLatest(source, capacity);
          case FAIL -> Buffers.failing(source, capacity, StreamOverflowException::new);
        });
  }

  /**
   * {@return the newest element each time that there is one and the one before is worked off; those
   * between them are dropped, and go to {@link AsyncStream#onUndelivered}} The source, a task of
   * its own, never waits. The last element is always passed on.
   */
  public final AsyncStream<T> conflate() {
    return buffer(1, Overflow.DROP_OLDEST);
  }

  /**
   * As {@link #buffer(int)} of {@code high} elements, with a source that, once it has to wait, does
   * so until only {@code low} are left: nothing is pulled in between. For sources that are
   * expensive to pause and wake.
   *
   * @param high at least 1
   * @param low at least 0, and less than {@code high}
   * @return what {@link #buffer(int)} returns
   * @throws IllegalArgumentException if one of them is not
   */
  public final AsyncStream<T> backpressure(int high, int low) {
    return then(Buffers.backpressure(source, high, low));
  }

  private static long nanos(Duration duration, String name) {
    return Bridge.nanos(requireNonNull(duration, name));
  }
}
