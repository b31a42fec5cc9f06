package dev.corral.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CancelScope;
import dev.corral.CorralFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Futures that meet while the scopes around them are cancelled: both have the element, or neither.
 */
@Timeout(300)
class QueueRaceTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void endThreads() throws Exception {
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFutureThatIsCancelledTookOrPutNothing() throws Exception {
    rounds(3_000);
  }

  @Test
  @Tag("stress")
  void aFutureThatIsCancelledTookOrPutNothingInManyRounds() throws Exception {
    rounds(120_000);
  }

  private void rounds(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      AsyncQueue<Integer> queue =
          round % 3 == 2 ? AsyncQueue.bounded(1) : AsyncQueue.<Integer>rendezvous();
      round(round, queue);
    }
  }

  private void round(int round, AsyncQueue<Integer> queue) throws Exception {
    AtomicReference<CancelScope> scope = new AtomicReference<>();
    AtomicReference<CorralFuture<?>> put = new AtomicReference<>();
    AtomicReference<CorralFuture<Integer>> get = new AtomicReference<>();
    boolean putsInside = round % 2 == 0;
    Callable<Object> inside =
        () ->
            CancelScope.run(
                cancelled -> {
                  scope.set(cancelled);
                  if (putsInside) {
                    CorralFuture<?> begun = queue.put(round);
                    put.set(begun);
                    return begun;
                  }
                  CorralFuture<Integer> begun = queue.get();
                  get.set(begun);
                  return begun;
                });
    Callable<Object> outside =
        () -> {
          stagger(round);
          if (putsInside) {
            get.set(queue.get());
          } else {
            put.set(queue.put(round));
          }
          return 1;
        };
    Callable<Object> cancel =
        () -> {
          CancelScope seen = scope.get();
          while (seen == null && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
            seen = scope.get();
          }
          stagger(round / 7);
          return seen.cancel();
        };
    race(List.of(inside, outside, cancel));
    CorralFuture<?> other = putsInside ? get.get() : put.get();
    boolean otherIsServed = other.isDone();
    if (!otherIsServed) {
      other.cancel();
    }
    boolean wasPut = isServed(put.get());
    boolean wasGot = isServed(get.get());
    int left = queue.tryGet().isPresent() ? 1 : 0;
    assertThat((wasGot ? 1 : 0) + left).as("round %d: %s", round, queue).isEqualTo(wasPut ? 1 : 0);
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, queue.capacity(), 0, 0, false));
  }

  private static boolean isServed(CorralFuture<?> future) {
    assertThat(future.isDone()).isTrue();
    return !future.isCompletedExceptionally();
  }

  private void race(List<Callable<Object>> bodies) throws Exception {
    AtomicInteger missing = new AtomicInteger(bodies.size());
    List<Future<Object>> ends = new ArrayList<>();
    for (Callable<Object> body : bodies) {
      ends.add(
          threads.submit(
              () -> {
                missing.decrementAndGet();
                for (int spins = 0; missing.get() > 0; spins++) {
                  if (spins > 200) {
                    Thread.yield();
                  }
                }
                return body.call();
              }));
    }
    for (Future<Object> end : ends) {
      end.get(20, TimeUnit.SECONDS);
    }
  }

  private static void stagger(int round) {
    for (int i = round % 64; i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
