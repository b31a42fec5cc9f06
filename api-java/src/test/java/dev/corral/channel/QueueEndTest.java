package dev.corral.channel;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How queues end, and what becomes of the elements that nobody gets. */
@Timeout(30)
class QueueEndTest {
  @Test
  void aClosedQueueIsDrained() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1, QueueOptions.named("orders"));
    queue.putNow(1);
    CorralFuture<Void> waiting = queue.put(2);
    queue.close();
    queue.close();
    assertThat(queue.isClosed()).isTrue();
    assertThatThrownBy(waiting::joinOrThrow)
        .isInstanceOf(QueueClosed.class)
        .hasMessage("queue 'orders' is closed");
    assertThatThrownBy(() -> queue.put(3).joinOrThrow()).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(() -> queue.tryPut(3)).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(() -> queue.putNow(3)).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(() -> queue.tryPut(3, Duration.ofSeconds(1)).joinOrThrow())
        .isInstanceOf(QueueClosed.class);
    assertThat(queue.get().join()).isEqualTo(1);
    assertThatThrownBy(() -> queue.get().joinOrThrow()).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(queue::tryGet).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(queue::getNow).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(queue::getBlocking).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(() -> queue.putBlocking(1)).isInstanceOf(QueueClosed.class);
  }

  @Test
  void gettersLearnOfTheClose() {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    CorralFuture<Integer> get = queue.get();
    queue.close();
    assertThatThrownBy(get::joinOrThrow).isInstanceOf(QueueClosed.class);
    assertThat(get.isCancelled()).isFalse();
  }

  @Test
  void anErrorComesAfterWhatIsBuffered() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    IOException error = new IOException("mine");
    queue.putNow(1);
    queue.close(error);
    queue.close(new IOException("second"));
    queue.cancel();
    assertThatThrownBy(() -> queue.get().joinOrThrow()).isSameAs(error);
    assertThatThrownBy(() -> queue.put(1).joinOrThrow()).isSameAs(error);
    assertThatThrownBy(queue::getNow).isSameAs(error);
    assertThatThrownBy(queue::getBlocking).isSameAs(error);
  }

  @Test
  void anErrorWaitsForTheBuffer() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    IOException error = new IOException("mine");
    queue.putNow(1);
    queue.putNow(2);
    CorralFuture<Void> put = queue.put(3);
    queue.close(error);
    assertThatThrownBy(put::joinOrThrow).isSameAs(error);
    assertThat(queue.getNow()).isEqualTo(1);
    assertThat(queue.get().join()).isEqualTo(2);
    assertThatThrownBy(queue::tryGet).isSameAs(error);
  }

  @Test
  void whatIsBufferedWhenItIsCancelledIsUndelivered() throws Exception {
    BlockingQueue<Integer> undelivered = new LinkedBlockingQueue<>();
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    AsyncQueue<Integer> queue =
        AsyncQueue.bounded(
            2,
            QueueOptions.<Integer>defaults()
                .onUndelivered(
                    x -> {
                      threads.add(Thread.currentThread());
                      undelivered.add(x);
                    }));
    queue.putNow(1);
    queue.putNow(2);
    CorralFuture<Void> waiting = queue.put(3);
    queue.cancel();
    queue.cancel();
    assertThat(undelivered.poll(10, SECONDS)).isEqualTo(1);
    assertThat(undelivered.poll(10, SECONDS)).isEqualTo(2);
    assertThat(threads).doesNotContain(Thread.currentThread());
    assertThatThrownBy(waiting::joinOrThrow).isInstanceOf(QueueClosed.class);
    assertThatThrownBy(queue::getNow).isInstanceOf(QueueClosed.class);
    assertThat(undelivered).isEmpty();
  }

  @Test
  void aDisposerThatThrowsIsReportedAndTheOthersRun() throws Exception {
    BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> undelivered = new LinkedBlockingQueue<>();
    CorralConfig config =
        CorralConfig.defaults()
            .onUnobservedFailure((task, e) -> reports.add(task + ": " + e.getMessage()));
    TaskGroup.run(
            GroupOptions.defaults().config(config),
            group -> {
              AsyncQueue<Integer> queue =
                  AsyncQueue.bounded(
                      2,
                      QueueOptions.<Integer>named("orders")
                          .onUndelivered(
                              x -> {
                                undelivered.add(x);
                                if (x == 1) {
                                  throw new IOException("mine");
                                }
                              }));
              queue.putNow(1);
              queue.putNow(2);
              queue.cancel();
              return completedFuture(1);
            })
        .join();
    assertThat(undelivered.poll(10, SECONDS)).isEqualTo(1);
    assertThat(undelivered.poll(10, SECONDS)).isEqualTo(2);
    assertThat(reports.poll(10, SECONDS)).isEqualTo("queue 'orders': mine");
  }

  @Test
  void aDroppingQueueKeepsTheLatest() throws Exception {
    BlockingQueue<Integer> dropped = new LinkedBlockingQueue<>();
    AsyncQueue<Integer> queue =
        AsyncQueue.dropping(2, QueueOptions.<Integer>defaults().onUndelivered(dropped::add));
    for (int i = 0; i < 4; i++) {
      queue.putNow(i);
    }
    assertThat(queue.size()).isEqualTo(2);
    assertThat(List.of(dropped.poll(10, SECONDS), dropped.poll(10, SECONDS)))
        .containsExactlyInAnyOrder(0, 1);
    assertThat(queue.getNow()).isEqualTo(2);
    assertThat(queue.get().join()).isEqualTo(3);
  }
}
