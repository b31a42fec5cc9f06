package dev.corral.sync;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import dev.corral.testing.WaitingLaws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLawsTest extends WaitingLaws {
  private final AsyncEvent event = new AsyncEvent("ready");

  @Override
  protected CorralFuture<?> begin() {
    return event.await();
  }

  @AfterEach
  void nobodyIsLeftInLine() {
    assertThat(event.statistics().waiting()).isZero();
  }

  @Test
  void whatIsSetIsNotWaitedFor() throws Exception {
    event.set();
    event.set();
    assertThat(event.isSet()).isTrue();
    assertThat(event.await().isDone()).isTrue();
    assertThat(event.await(Duration.ofMinutes(1)).join()).isTrue();
    event.awaitBlocking();
    assertThat(event).hasToString("AsyncEvent[ready, set, 0 waiting]");
    event.clear();
    assertThat(event.statistics()).isEqualTo(new EventStatistics(false, 0));
    assertThat(event.await(Duration.ZERO).join()).isFalse();
    assertThat(event.await(Duration.ofMillis(20)).get(10, SECONDS)).isFalse();
  }

  @Test
  void everybodyWhoWaitsIsWokenInOrderAlsoIfItIsClearedAtOnce() {
    CorralConfig here = CorralConfig.defaults().callbackExecutor(Runnable::run);
    List<Integer> order = new ArrayList<>();
    TaskGroup.runAll(
            GroupOptions.defaults().config(here),
            group -> {
              for (int i = 0; i < 10; i++) {
                int number = i;
                event.await().thenRun(() -> order.add(number));
              }
              CorralFuture<Boolean> timed = event.await(Duration.ofMinutes(1));
              event.set();
              event.clear();
              assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
              assertThat(timed.join()).isTrue();
              CorralFuture<?> next = event.await();
              assertThat(next.isDone()).isFalse();
              next.cancel(true);
            })
        .join();
  }

  @Test
  void aCancelledTaskDoesNotGoOnBecauseItIsSet() {
    event.set();
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              assertThat(event.await().isCancelled()).isTrue();
              return java.util.concurrent.CompletableFuture.completedFuture(1);
            })
        .join();
  }

  @Test
  void aBlockedThreadIsWoken() throws Exception {
    CountDownLatch woken = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                event.awaitBlocking();
                woken.countDown();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    Await.until(() -> event.statistics().waiting() != 0);
    event.set();
    assertThat(woken.await(10, SECONDS)).isTrue();
    thread.join();
    event.clear();
    Thread.currentThread().interrupt();
    assertThatThrownBy(event::awaitBlocking).isInstanceOf(InterruptedException.class);
  }
}
