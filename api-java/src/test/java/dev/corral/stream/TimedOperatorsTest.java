package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.testing.WithVirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Operators that hold elements back or look at the time, called from Java; their time is told in
 * the engine's tests.
 */
@Timeout(30)
class TimedOperatorsTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofNanos(1);

  private final AtomicInteger pulled = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ConcurrentLinkedQueue<Integer> disposed = new ConcurrentLinkedQueue<>();

  /** Counts what is pulled, is closed, and hears of what is dropped. */
  private AsyncStream<Integer> counting(int count) {
    return AsyncStream.<Integer>from(
            () -> {
              class Counter implements Iterator<Integer>, AutoCloseable {
                @Override
                public boolean hasNext() {
                  return pulled.get() < count;
                }

                @Override
                public Integer next() {
                  return pulled.incrementAndGet();
                }

                @Override
                public void close() {
                  closed.set(true);
                }
              }
              return new Counter();
            })
        .onUndelivered(disposed::add);
  }

  private static List<Long> numbers(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void elementsGoThroughInOrder() {
    AsyncStream<Long> stream = AsyncStream.range(0, 1_000);
    assertThat(stream.buffer(1).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.buffer(64).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.buffer(1_000, Overflow.FAIL).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.backpressure(8, 0).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.conflate().toList().join()).endsWith(999L).isSorted();
    assertThat(stream.buffer(3, Overflow.DROP_LATEST).toList().join()).startsWith(0L).isSorted();
    assertThat(stream.throttle(10, SHORT).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.timeout(LONG).toList().join()).isEqualTo(numbers(1_000));
    assertThat(stream.debounce(LONG).toList().join()).containsExactly(999L);
    assertThat(stream.batch(300, LONG).map(List::size).toList().join())
        .containsExactly(300, 300, 300, 100);
    assertThat(AsyncStream.interval(SHORT).take(3).toList().join()).isEqualTo(numbers(3));
  }

  @Test
  void aFailureComesAfterTheElementsBeforeItAndIsTheSameInstance() {
    Exception boom = new Exception("boom");
    AsyncStream<Integer> failing =
        counting(9)
            .map(
                i -> {
                  if (i == 4) {
                    throw boom;
                  }
                  return i;
                });
    for (AsyncStream<?> stream :
        List.of(
            failing.buffer(9),
            failing.backpressure(2, 0),
            failing.batch(2, LONG).flatten(i -> i),
            failing.timeout(LONG))) {
      pulled.set(0);
      List<Object> seen = new ArrayList<>();
      assertThatThrownBy(() -> stream.forEach(seen::add).joinOrThrow()).isSameAs(boom);
      assertThat(seen).isEqualTo(List.of(1, 2, 3));
      assertThat(boom.getSuppressed()).isEmpty();
    }
  }

  @Test
  void anOverflowFailsAfterWhatIsHeld() {
    CountDownLatch overflown = new CountDownLatch(1);
    List<Integer> seen = new ArrayList<>();
    AsyncStream<Integer> stream =
        counting(100).onComplete(end -> overflown.countDown()).buffer(3, Overflow.FAIL);
    CorralFuture<Void> run =
        stream.forEach(
            i -> {
              overflown.await();
              seen.add(i);
            });
    assertThatThrownBy(run::joinOrThrow)
        .isInstanceOf(StreamOverflowException.class)
        .hasMessage("the buffer of 3 elements is full");
    assertThat(closed).isTrue();
    // The source may have been faster than the task that takes the first one.
    assertThat(seen).hasSizeBetween(3, 4).startsWith(1, 2, 3);
    assertThat(disposed).containsExactly(seen.size() + 1);
  }

  @Test
  void cancelledItIsDoneWhenTheSourceIsClosedAndWhatWasHeldIsDisposedOf() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    CorralFuture<Void> run =
        counting(1_000_000)
            .buffer(7)
            .forEach(
                i -> {
                  seen.set(i);
                  running.countDown();
                });
    running.await();
    run.cancel();
    try {
      run.joinOrThrow();
    } catch (CancellationException e) {
      assertThat(seen.get() + disposed.size()).isEqualTo(pulled.get());
    }
    assertThat(closed).isTrue();
  }

  @Test
  @WithVirtualTime
  void aSourceThatTakesTooLongIsCancelledAndAwaited() {
    AtomicBoolean ended = new AtomicBoolean();
    AsyncStream<Long> stuck = AsyncStream.interval(LONG).onComplete(end -> ended.set(true));
    assertThatThrownBy(() -> stuck.timeout(Duration.ofMillis(3)).first().joinOrThrow())
        .isInstanceOf(TimeoutException.class)
        .hasMessage("timeout: the source took longer than 3 ms for its next element");
    assertThat(ended).isTrue();
    assertThat(stuck.timeout(SHORT).onErrorResume(e -> AsyncStream.of(7L)).toList().join())
        .containsExactly(7L);
  }

  @Test
  void anEarlyEndPullsNoMoreAndClosesTheSource() {
    assertThat(counting(1_000).buffer(4).take(3).toList().join()).containsExactly(1, 2, 3);
    assertThat(closed).isTrue();
    assertThat(pulled.get()).isBetween(3, 7);
    assertThat(disposed).hasSize(pulled.get() - 3);
    assertThat(AsyncStream.interval(SHORT).batch(2, LONG).first().join()).contains(List.of(0L, 1L));
  }

  @Test
  void badArgumentsAreNamed() {
    AsyncStream<Integer> stream = AsyncStream.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.batch(5, Duration.ZERO))
        .withMessage("maxAge: 0 s is not positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.batch(5, Duration.ofMillis(-5)))
        .withMessage("maxAge: -5 ms is not positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.buffer(0))
        .withMessage("capacity: 0 is less than 1");
    assertThatIllegalArgumentException().isThrownBy(() -> stream.backpressure(2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> stream.throttle(0, LONG));
    assertThatIllegalArgumentException().isThrownBy(() -> AsyncStream.interval(Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> stream.timeout(null)).withMessage("limit");
    assertThatNullPointerException()
        .isThrownBy(() -> stream.buffer(1, null))
        .withMessage("overflow");
  }
}
