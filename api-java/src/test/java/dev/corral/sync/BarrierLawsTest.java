package dev.corral.sync;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import dev.corral.testing.WaitingLaws;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BarrierLawsTest extends WaitingLaws {
  private final AsyncBarrier barrier = new AsyncBarrier(3, "shared");

  @Override
  protected CorralFuture<?> begin() {
    return barrier.await();
  }

  @AfterEach
  void nobodyIsLeft() {
    assertThat(barrier.waiting()).isZero();
    assertThat(barrier.statistics()).isEqualTo(new BarrierStatistics(3, 0, barrier.isBroken()));
  }

  @Test
  void allPassWhenTheLastOneComes() {
    for (int round = 0; round < 3; round++) {
      CorralFuture<Integer> first = barrier.await();
      assertThat(barrier.await(Duration.ZERO).join()).isEmpty();
      var second = barrier.await(Duration.ofMinutes(1));
      assertThat(first.isDone()).isFalse();
      assertThat(barrier.await().join()).isEqualTo(2);
      assertThat(first.join()).isZero();
      assertThat(second.join()).contains(1);
    }
    assertThat(barrier.parties()).isEqualTo(3);
  }

  @Test
  void anAbortFailsEverybodyUntilAReset() {
    CorralFuture<Integer> waiting = barrier.await();
    barrier.abort();
    assertThatThrownBy(waiting::joinOrThrow).isInstanceOf(BrokenBarrierException.class);
    assertThatThrownBy(() -> barrier.await().joinOrThrow())
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage("barrier 'shared' was aborted");
    assertThatThrownBy(barrier::awaitBlocking).isInstanceOf(BrokenBarrierException.class);
    assertThat(barrier.isBroken()).isTrue();
    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
    CorralFuture<Integer> again = barrier.await();
    barrier.reset();
    assertThatThrownBy(again::joinOrThrow).hasMessage("barrier 'shared' was reset");
  }

  @Test
  void aBlockedThreadPasses() throws Exception {
    CompletableFuture<Integer> place = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                place.complete(barrier.awaitBlocking());
              } catch (InterruptedException | BrokenBarrierException e) {
                place.completeExceptionally(e);
              }
            });
    thread.start();
    Await.until(() -> barrier.waiting() >= 1);
    CorralFuture<Integer> second = barrier.await();
    assertThat(barrier.awaitBlocking()).isEqualTo(2);
    assertThat(place.get(10, SECONDS)).isZero();
    assertThat(second.join()).isEqualTo(1);
    thread.join();
  }

  @Test
  void aCancelledFutureIsCancelledOrHasPassed() throws Exception {
    for (int round = 0; round < 5_000; round++) {
      CorralFuture<Integer> first = barrier.await();
      CorralFuture<Integer> second = barrier.await();
      AtomicReference<CorralFuture<Integer>> last = new AtomicReference<>();
      CompletableFuture<Void> coming = CompletableFuture.runAsync(() -> last.set(barrier.await()));
      for (int i = round % 64; i > 0; i--) {
        Thread.onSpinWait();
      }
      boolean asked = first.cancel(true);
      boolean cancelled = first.isCancelled();
      assertThat(asked || !cancelled).isTrue();
      coming.join();
      if (cancelled) {
        assertThat(barrier.await().get(10, SECONDS)).isEqualTo(2);
      } else {
        assertThat(first.get(10, SECONDS)).isZero();
      }
      assertThat(second.get(10, SECONDS) + last.get().get(10, SECONDS))
          .isEqualTo(cancelled ? 1 : 3);
      assertThat(barrier.waiting()).isZero();
    }
  }

  @Test
  void aThousandRoundsWithCancelledPartiesLeaveNobodyBehind() throws Exception {
    int[] done = new int[3];
    TaskGroup.runAll(
            group -> {
              for (int i = 0; i < 3; i++) {
                int party = i;
                group.spawnAction(
                    () -> {
                      Random random = new Random(party);
                      while (done[party] < 1_000) {
                        CorralFuture<Integer> arrival = barrier.await();
                        if (random.nextInt(4) == 0) {
                          arrival.cancel(true);
                        }
                        if (arrival.handle((place, error) -> error == null).join()) {
                          int now = ++done[party];
                          for (int other : done) {
                            assertThat(other).isBetween(now - 1, now);
                          }
                          barrier.awaitBlocking();
                        }
                      }
                    });
              }
            })
        .get(60, SECONDS);
    assertThat(done).containsOnly(1_000);
  }

  @Test
  void thereHaveToBeParties() {
    assertThatThrownBy(() -> new AsyncBarrier(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parties: 0 is less than 1");
  }
}
