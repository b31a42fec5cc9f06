package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ForEachTest {
  private final Exception boom = new Exception("boom");

  /** Counts how it is used; has {@code size} items, and is closed. */
  private static final class Counting implements Iterator<Integer>, AutoCloseable {
    final AtomicInteger pulled = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final Queue<Throwable> misuse = new ConcurrentLinkedQueue<>();
    private final int size;
    private final IntFunction<Integer> item;

    Counting(int size) {
      this(size, i -> i);
    }

    Counting(int size, IntFunction<Integer> item) {
      this.size = size;
      this.item = item;
    }

    @Override
    public boolean hasNext() {
      return alone(() -> pulled.get() < size);
    }

    @Override
    public Integer next() {
      return alone(
          () -> {
            if (pulled.get() >= size) {
              throw new NoSuchElementException();
            }
            return item.apply(pulled.getAndIncrement());
          });
    }

    private <T> T alone(Supplier<T> body) {
      atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        if (closed.get() > 0) {
          misuse.add(new IllegalStateException("used after close"));
        }
        return body.get();
      } finally {
        inside.decrementAndGet();
      }
    }

    @Override
    public void close() {
      atOnce.accumulateAndGet(inside.get() + 1, Math::max);
      closed.incrementAndGet();
    }

    void assertUsedWell() {
      assertThat(atOnce.get()).isLessThanOrEqualTo(1);
      assertThat(misuse).isEmpty();
      assertThat(closed).hasValue(1);
    }
  }

  @Test
  void noItemsAreNoWork() {
    Counting none = new Counting(0);
    Corral.forEachAsync(none, 3, Subject::done).join();
    none.assertUsedWell();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16})
  void eachItemIsWorkedOffOnceAndTheIteratorIsAskedByOneAtATime(int limit) {
    for (int round = 0; round < 20; round++) {
      Counting items = new Counting(300);
      AtomicInteger sum = new AtomicInteger();
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Corral.forEachAsync(
              items,
              limit,
              item -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                return Corral.submit(() -> Subject.done(item))
                    .thenApply(
                        done -> {
                          running.decrementAndGet();
                          return sum.addAndGet(done);
                        });
              })
          .join();
      assertThat(sum).hasValue(299 * 300 / 2);
      assertThat(most.get()).isLessThanOrEqualTo(limit);
      items.assertUsedWell();
    }
  }

  @Test
  void nothingIsReadAheadOfNeed() {
    Counting endless = new Counting(Integer.MAX_VALUE);
    List<Hand> hands = Hand.several(5);
    CorralFuture<Void> each = Corral.forEachAsync(endless, 2, item -> hands.get(item).start());
    hands.get(0).awaitBegun();
    hands.get(1).awaitBegun();
    assertThat(endless.pulled).hasValue(2);
    hands.get(0).value(0);
    hands.get(2).awaitBegun();
    assertThat(endless.pulled).hasValue(3);
    each.cancel(true);
    assertThatThrownBy(each::join).isInstanceOf(TaskCancelledException.class);
    assertThat(endless.pulled).hasValue(3);
    endless.assertUsedWell();
  }

  @Test
  void anEndlessIteratorIsReadUntilItIsCancelled() {
    Counting endless = new Counting(Integer.MAX_VALUE);
    AtomicInteger seen = new AtomicInteger();
    AtomicReference<CorralFuture<Void>> each = new AtomicReference<>();
    Hand begun = Hand.obedient();
    each.set(
        Corral.forEachAsync(
            endless,
            3,
            item -> {
              if (seen.incrementAndGet() == 10_000) {
                return begun.start();
              }
              return Subject.done(1);
            }));
    begun.awaitBegun();
    each.get().cancel(true);
    assertThatThrownBy(each.get()::join).isInstanceOf(TaskCancelledException.class);
    assertThat(endless.pulled.get()).isLessThanOrEqualTo(seen.get() + 3);
    endless.assertUsedWell();
  }

  @Test
  void aFailureStopsThePullingAndClosesTheIterator() {
    Counting endless = new Counting(Integer.MAX_VALUE);
    CorralFuture<Void> each =
        Corral.forEachAsync(
            endless,
            1,
            item -> item == 5 ? CompletableFuture.failedFuture(boom) : Subject.done(item));
    assertThatThrownBy(each::joinOrThrow).isSameAs(boom);
    assertThat(endless.pulled).hasValue(6);
    endless.assertUsedWell();
  }

  @Test
  void anIteratorThatThrowsFailsTheWholeAndIsClosed() {
    IllegalStateException broken = new IllegalStateException("broken");
    Counting items =
        new Counting(
            10,
            index -> {
              if (index == 3) {
                throw broken;
              }
              return index;
            });
    CorralFuture<Void> each = Corral.forEachAsync(items, 2, Subject::done);
    assertThatThrownBy(each::joinOrThrow).isSameAs(broken);
    assertThat(broken.getSuppressed()).isEmpty();
    items.assertUsedWell();
  }

  @Test
  void aFailureOfTheIteratorIsNotHandedToTheHandler() {
    IllegalStateException broken = new IllegalStateException("broken");
    Counting items =
        new Counting(
            10,
            index -> {
              throw broken;
            });
    CorralFuture<Void> each =
        Corral.forEachAsync(
            items, BatchOptions.limit(2).onError((item, error) -> {}), Subject::done);
    assertThatThrownBy(each::joinOrThrow).isSameAs(broken);
    items.assertUsedWell();
  }

  @Test
  void handledFailuresFailNothingAndAreCounted() {
    Queue<Object> failed = new ConcurrentLinkedQueue<>();
    AtomicReference<Progress> last = new AtomicReference<>();
    Corral.forEachAsync(
            Stream.of(0, 1, 2, 3).iterator(),
            BatchOptions.limit(2).onError((item, error) -> failed.add(item)).onProgress(last::set),
            item -> item % 2 == 0 ? CompletableFuture.failedFuture(boom) : Subject.done(item))
        .join();
    assertThat(failed).containsExactlyInAnyOrder(0, 2);
    assertThat(last.get()).isEqualTo(new Progress(4, OptionalLong.empty(), 2));
  }

  @Test
  void anIteratorThatDoesNotCloseFailsTheWhole() {
    IllegalStateException broken = new IllegalStateException("broken");
    class Unclosable implements Iterator<Integer>, AutoCloseable {
      @Override
      public boolean hasNext() {
        return false;
      }

      @Override
      public Integer next() {
        throw new NoSuchElementException();
      }

      @Override
      public void close() {
        throw broken;
      }
    }
    assertThatThrownBy(Corral.forEachAsync(new Unclosable(), 1, Subject::done)::joinOrThrow)
        .isSameAs(broken);
  }

  @Test
  void whereItNeverBeginsTheIteratorIsClosedAllTheSame() {
    Counting items = new Counting(10);
    TaskHandle<Integer> task =
        Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              CorralFuture<Void> each = Corral.forEachAsync(items, 1, Subject::done);
              assertThat(each.isCancelRequested()).isTrue();
              return Subject.done(1);
            });
    task.join();
    assertThat(items.pulled).hasValue(0);
    items.assertUsedWell();
  }

  @Test
  void theFutureIsDoneWhenTheIteratorHasBeenClosed() {
    for (int round = 0; round < 500; round++) {
      Counting items = new Counting(round % 7);
      Corral.forEachAsync(items, 1 + round % 3, item -> Corral.submit(() -> Subject.done(1)))
          .join();
      items.assertUsedWell();
    }
  }

  @Test
  void itemsOfAListAreWorkedOffOnceEach() {
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    Corral.forEachAsync(
            List.of(1, 2, 3, 4, 5),
            3,
            item -> {
              seen.add(item);
              return Subject.done(item);
            })
        .join();
    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }
}
