package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools that are closed at the worst moment. */
@Timeout(25)
class PoolClosingTest {
  @Test
  void jobsThatWaitAreNotLeftBehindByThreadsThatLeave() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      ThreadPool pool = ThreadPool.of(1);
      CountDownLatch idle = new CountDownLatch(1);
      AtomicInteger go = new AtomicInteger();
      // Its thread waits for another job, which a second thread runs: that one then idles.
      CorralFuture<Integer> first =
          pool.run(
              () -> {
                pool.run(() -> 1).join();
                idle.countDown();
                while (go.get() == 0 && !Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
                return 2;
              });
      idle.await();
      CorralFuture<Integer> waiting = pool.run(() -> 3);
      Thread closer = new Thread(pool::close);
      int n = round % 64;
      closer.start();
      for (int i = 0; i < n * 50; i++) {
        Thread.onSpinWait();
      }
      go.set(1);
      assertThat(first.join()).isEqualTo(2);
      assertThat(waiting.join()).isEqualTo(3);
      closer.join();
    }
  }

  @Test
  void aCallbackOnTheOnlyCallbackThreadClosesThePool() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      TaskGroup.run(
              GroupOptions.defaults().config(CorralConfig.defaults().callbackExecutor(one)),
              group -> {
                ThreadPool pool = ThreadPool.of(1);
                return pool.run(() -> 1)
                    .thenApplyAsync(
                        i -> {
                          pool.close();
                          return i;
                        });
              })
          .join();
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void aHundredThousandItemsThatTheCallerRuns() {
    try (ThreadPool pool =
        ThreadPool.of(1, PoolOptions.defaults().queueCapacity(0).whenFull(WhenFull.CALLER_RUNS))) {
      List<Integer> values =
          pool.map(IntStream.range(0, 100_000).boxed().toList(), 3, i -> i + 1).join();
      assertThat(values).hasSize(100_000);
      assertThat(values.get(99_999)).isEqualTo(100_000);
    }
  }

  private static int tree(ThreadPool pool, int depth) throws Exception {
    if (depth == 0) {
      return 1;
    }
    CorralFuture<Integer> a = pool.run(() -> tree(pool, depth - 1));
    CorralFuture<Integer> b = pool.run(() -> tree(pool, depth - 1));
    return a.join() + Corral.runSync(() -> b);
  }

  @Test
  void jobsThatWaitForJobsOnCallersAndOnEveryThread() {
    for (WhenFull whenFull : List.of(WhenFull.CALLER_RUNS, WhenFull.REJECT)) {
      for (int threads = 1; threads <= 3; threads++) {
        PoolOptions options = PoolOptions.defaults().whenFull(whenFull).keepAlive(Duration.ZERO);
        if (whenFull == WhenFull.CALLER_RUNS) {
          options = options.queueCapacity(0);
        }
        try (ThreadPool pool = ThreadPool.of(threads, options)) {
          List<CorralFuture<Integer>> all = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            all.add(pool.run(() -> tree(pool, 8)));
          }
          all.forEach(each -> assertThat(each.join()).isEqualTo(256));
        }
      }
    }
  }

  @Test
  void aCallbackOnAThreadOfThePoolCannotWaitForIt() {
    ThreadPool[] pool = new ThreadPool[1];
    CorralFuture<Integer> closing =
        TaskGroup.run(
            GroupOptions.defaults().config(CorralConfig.defaults().callbackExecutor(Runnable::run)),
            group -> {
              pool[0] = ThreadPool.of(1);
              CountDownLatch isAttached = new CountDownLatch(1);
              CorralFuture<Integer> closed =
                  pool[0]
                      .run(
                          () -> {
                            isAttached.await();
                            return 1;
                          })
                      .thenApply(
                          i -> {
                            pool[0].close();
                            return i;
                          });
              isAttached.countDown();
              return closed;
            });
    assertThatThrownBy(closing::join)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("close: '");
    pool[0].close();
  }

  @Test
  void aCallerThatRunsAJobKeepsItsInterruptAndGetsNoneOfTheJobs() throws Exception {
    try (ThreadPool pool =
        ThreadPool.of(1, PoolOptions.defaults().queueCapacity(0).whenFull(WhenFull.CALLER_RUNS))) {
      Gate gate = new Gate();
      CorralFuture<Integer> running = pool.run(gate::pass);
      gate.awaitBegun();
      Thread.currentThread().interrupt();
      assertThat(pool.run(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      for (int i = 0; i < 2_000; i++) {
        CorralFuture<?>[] mine = new CorralFuture<?>[1];
        CountDownLatch begun = new CountDownLatch(1);
        Thread[] killer = new Thread[1];
        int spins = i % 50;
        CorralFuture<Integer> task =
            Corral.submit(
                () -> {
                  return pool.run(
                      () -> {
                        begun.countDown();
                        for (int k = 0; k < spins * 20; k++) {
                          Thread.onSpinWait();
                        }
                        return 1;
                      });
                });
        begun.await();
        task.cancel();
        try {
          task.join();
        } catch (java.util.concurrent.CancellationException e) {
          // as well
        }
        assertThat(Thread.interrupted()).isFalse();
      }
      gate.open();
      running.join();
    }
  }
}
