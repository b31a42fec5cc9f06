package dev.corral.channel;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Action;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QueueTest {
  @Test
  void elementsAreGotInTheOrderInWhichTheyWerePut() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(40);
    for (int i = 0; i < 40; i++) {
      assertThat(queue.put(i).isDone()).isTrue();
    }
    for (int i = 0; i < 40; i++) {
      assertThat(queue.get().join()).isEqualTo(i);
    }
  }

  @Test
  void aFullQueueTakesWhatWaitsWhenThereIsRoom() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    queue.putNow(1);
    CorralFuture<Void> second = queue.put(2);
    CorralFuture<Void> third = queue.put(3);
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 2, 0, false));
    assertThat(queue.getNow()).isEqualTo(1);
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
    assertThat(third.cancel(true)).isTrue();
    assertThat(queue.getNow()).isEqualTo(2);
    assertThat(queue.tryGet()).isEmpty();
  }

  @Test
  void aRendezvousHandsOver() {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    assertThat(queue.tryPut(1)).isFalse();
    CorralFuture<Integer> get = queue.get();
    assertThat(queue.tryPut(1)).isTrue();
    assertThat(get.join()).isEqualTo(1);
    CorralFuture<Void> put = queue.put(2);
    assertThat(queue.tryGet()).contains(2);
    assertThat(put.isDone()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.capacity()).isZero();
  }

  @Test
  void whoCameFirstGetsFirst() {
    AsyncQueue<Integer> queue = AsyncQueue.unlimited();
    List<CorralFuture<Integer>> gets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      gets.add(queue.get());
    }
    gets.get(1).cancel();
    for (int i = 0; i < 4; i++) {
      queue.putNow(i);
    }
    assertThat(gets.get(0).join()).isEqualTo(0);
    assertThat(gets.get(2).join()).isEqualTo(1);
    assertThat(gets.get(4).join()).isEqualTo(3);
  }

  @Test
  void whatCannotBeDoneNowThrows() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1, QueueOptions.named("orders"));
    assertThatThrownBy(queue::getNow).isInstanceOf(QueueEmpty.class).hasMessageContaining("orders");
    queue.putNow(1);
    assertThatThrownBy(() -> queue.putNow(2))
        .isInstanceOf(QueueFull.class)
        .hasMessageContaining("queue 'orders'");
    assertThat(queue.toString()).isEqualTo("AsyncQueue[orders, 1 of 1, 0 putting, 0 getting]");
    assertThat(queue.name()).isEqualTo("orders");
  }

  @Test
  void badArgumentsAreNamed() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    assertThatThrownBy(() -> queue.put(nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("element");
    assertThatThrownBy(() -> queue.tryPut(nothing())).hasMessage("element");
    assertThatThrownBy(() -> queue.putNow(nothing())).hasMessage("element");
    assertThatThrownBy(() -> queue.putBlocking(nothing())).hasMessage("element");
    assertThatThrownBy(() -> queue.close(nothing())).hasMessage("error");
    assertThatThrownBy(() -> AsyncQueue.bounded(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity: 0 is less than 1");
    assertThatThrownBy(() -> AsyncQueue.dropping(-1)).hasMessageContaining("-1");
    assertThat(queue.size()).isZero();
  }

  private static <T> T nothing() {
    return new AtomicReference<T>().get();
  }

  @Test
  void aTimeLimitEndsAWait() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    assertThat(queue.tryGet(Duration.ZERO).get(10, SECONDS)).isEmpty();
    assertThat(queue.tryGet(Duration.ofMillis(20)).get(10, SECONDS)).isEmpty();
    assertThat(queue.tryPut(1, Duration.ofMillis(20)).get(10, SECONDS)).isTrue();
    assertThat(queue.tryPut(2, Duration.ofMillis(20)).get(10, SECONDS)).isFalse();
    assertThat(queue.tryPut(2, Duration.ofMillis(-1)).get(10, SECONDS)).isFalse();
    CorralFuture<Boolean> put = queue.tryPut(3, Duration.ofMinutes(1));
    assertThat(queue.tryGet(Duration.ofMinutes(1)).join()).contains(1);
    assertThat(put.join()).isTrue();
    assertThat(queue.getNow()).isEqualTo(3);
    CorralFuture<java.util.Optional<Integer>> get = queue.tryGet(Duration.ofMinutes(1));
    queue.putNow(4);
    assertThat(get.join()).contains(4);
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 1, 0, 0, false));
  }

  @Test
  void threadsHandOver() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    CompletableFuture<Integer> sum = new CompletableFuture<>();
    Thread getter =
        new Thread(
            () -> {
              try {
                int total = 0;
                for (int i = 0; i < 100; i++) {
                  total += queue.getBlocking();
                }
                sum.complete(total);
              } catch (InterruptedException e) {
                sum.completeExceptionally(e);
              }
            });
    getter.start();
    for (int i = 0; i < 100; i++) {
      queue.putBlocking(i);
    }
    assertThat(sum.get(10, SECONDS)).isEqualTo(4950);
    getter.join();
  }

  @Test
  void anInterruptEndsABlockedWait() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    for (Action wait : List.<Action>of(() -> queue.getBlocking(), () -> queue.putBlocking(1))) {
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  wait.run();
                } catch (Exception e) {
                  outcome.set(e);
                }
              });
      thread.start();
      awaitWaiting(queue);
      thread.interrupt();
      thread.join();
      assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
      assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, false));
    }
  }

  @Test
  void aBlockedTaskAnswersToItsCancellation() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    CorralFuture<Integer> task = Corral.toThread(queue::getBlocking);
    awaitWaiting(queue);
    task.cancel();
    assertThatThrownBy(() -> task.get(10, SECONDS)).isInstanceOf(TaskCancelledException.class);
    assertThat(queue.tryPut(1)).isFalse();
  }

  @Test
  void aCancelledTaskNeitherPutsNorGets() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    queue.putNow(1);
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              assertThat(queue.put(2).isCancelled()).isTrue();
              assertThat(queue.get().isCancelled()).isTrue();
              return completedFuture(1);
            })
        .join();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void anElementThatACombinatorDropsGoesToItsTask() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    BlockingQueue<Integer> undelivered = new LinkedBlockingQueue<>();
    queue.putNow(7);
    Task<Integer> get = Task.<Integer>of(queue::get).onUndelivered(undelivered::add);
    Task<Integer> failing = () -> CompletableFuture.failedFuture(new IOException("mine"));
    assertThatThrownBy(() -> Corral.gather(get, failing).join()).hasRootCauseMessage("mine");
    assertThat(undelivered.poll(10, SECONDS)).isEqualTo(7);
  }

  private static void awaitWaiting(ElementQueue<?> queue) {
    Await.until(() -> queue.statistics().waitingGets() + queue.statistics().waitingPuts() != 0);
  }
}
