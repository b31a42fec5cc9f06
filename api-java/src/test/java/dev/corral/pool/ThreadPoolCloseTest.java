package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a pool ends, and its threads with it. */
@Timeout(30)
class ThreadPoolCloseTest {
  @Test
  void threadsAreNamedDaemonsAndGoneWhenThePoolHasEnded() {
    List<Thread> threads = new ArrayList<>();
    ThreadPool pool = ThreadPool.of(3, PoolOptions.named("images"));
    CountDownLatch all = new CountDownLatch(3);
    List<CorralFuture<Thread>> jobs =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    pool.run(
                        () -> {
                          all.countDown();
                          all.await();
                          return Thread.currentThread();
                        }))
            .toList();
    jobs.forEach(job -> threads.add(job.join()));
    assertThat(threads)
        .extracting(Thread::getName)
        .containsExactlyInAnyOrder("images-1", "images-2", "images-3");
    assertThat(threads).allMatch(Thread::isDaemon);
    CorralFuture<Void> ended = pool.ended();
    assertThat(ended.isDone()).isFalse();
    pool.close();
    assertThat(threads).noneMatch(Thread::isAlive);
    assertThat(ended.join()).isNull();
    assertThat(pool.statistics().workers()).isZero();
  }

  @Test
  void closingLetsInNoMoreAndLetsFinishWhatWasLetIn() throws Exception {
    ThreadPool pool = ThreadPool.of(1, PoolOptions.named("done"));
    Gate gate = new Gate();
    CorralFuture<Integer> running = pool.run(gate::pass);
    CorralFuture<Integer> waiting = pool.run(() -> 2);
    Thread closer = new Thread(pool::close);
    closer.start();
    gate.awaitBegun();
    assertClosed(pool);
    assertThat(closer.isAlive()).isTrue();
    assertThat(running.isDone()).isFalse();
    gate.open();
    closer.join();
    assertThat(running.isDone() && waiting.isDone()).isTrue();
    assertThat(waiting.join()).isEqualTo(2);
    pool.close();
    assertThat(pool.statistics().completed()).isEqualTo(2);
  }

  private static void assertClosed(ThreadPool pool) {
    assertThatThrownBy(
            () -> {
              // Until the other thread has come as far as closing it: cancelled, for it must not
              // run.
              while (true) {
                CorralFuture<Integer> late = pool.run(() -> 3);
                if (!late.cancel()) {
                  late.joinOrThrow();
                }
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pool 'done' is closed");
    assertThatThrownBy(() -> pool.map(List.of(1), 1, i -> i))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeNowCancelsWhatWaitsAndWhatRuns() throws Exception {
    ThreadPool pool = ThreadPool.of(1);
    Gate gate = new Gate();
    CorralFuture<Integer> running = pool.run(gate::pass);
    CorralFuture<Integer> waiting = pool.run(() -> 2);
    gate.awaitBegun();
    pool.closeNow();
    assertThat(running.isCancelled() && waiting.isCancelled()).isTrue();
    assertThat(gate.interrupted).isTrue();
    assertThat(pool.ended().isDone()).isTrue();
    assertThat(pool.statistics()).isEqualTo(new PoolStatistics(1, 0, 0, 0, 0, 2, 0, 0));
  }

  @Test
  void closingKeepsAnInterruptAndWaitsAllTheSame() throws Exception {
    ThreadPool pool = ThreadPool.of(1);
    Gate gate = new Gate();
    pool.run(gate::pass);
    gate.awaitBegun();
    AtomicBoolean kept = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              pool.close();
              kept.set(Thread.interrupted());
            });
    closer.start();
    Await.until(() -> closer.getState() == Thread.State.WAITING);
    closer.interrupt();
    gate.open();
    closer.join();
    assertThat(kept).isTrue();
    assertThat(pool.statistics().completed()).isEqualTo(1);
  }

  @Test
  void aJobCannotWaitForTheEndOfItsOwnPool() {
    try (ThreadPool pool = ThreadPool.of(2, PoolOptions.named("own"))) {
      for (Job<?> job :
          List.<Job<?>>of(
              () -> closed(pool),
              () -> {
                pool.closeNow();
                return 1;
              },
              pool::ended,
              () -> Corral.runSync(() -> Corral.submit(pool::ended)))) {
        CorralFuture<?> future = pool.run(job);
        assertThatThrownBy(future::joinOrThrow)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is part of a job of pool 'own'");
      }
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    }
  }

  private static int closed(Pool pool) {
    pool.close();
    return 1;
  }

  @Test
  void aPoolClosedBeforeItWasUsedHasEnded() {
    ThreadPool pool = ThreadPool.of(4);
    pool.close();
    assertThat(pool.ended().join()).isNull();
    assertThat(pool).hasToString("ThreadPool[" + pool.name() + ", 0 running, 0 waiting]");
  }
}
