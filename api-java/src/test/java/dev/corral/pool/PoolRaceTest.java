package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Submitting, cancelling, ending and closing in all orders: every job is accounted for, and nothing
 * hangs.
 */
@Timeout(120)
class PoolRaceTest {
  private static final int ROUNDS = 4_000;
  private static final int THREADS = 3;
  private static final int JOBS = 4;

  /** What became of the jobs of one round, as those see it who asked for them. */
  private static final class Tally {
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger late = new AtomicInteger();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger over = new AtomicInteger();
    final AtomicInteger nested = new AtomicInteger();
    final List<CorralFuture<Integer>> futures = new ArrayList<>();
  }

  @Test
  void everyJobOfAThreadPoolIsAccountedFor() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < ROUNDS; i++) {
      WhenFull whenFull = WhenFull.values()[random.nextInt(3)];
      PoolOptions options =
          PoolOptions.defaults()
              .queueCapacity(random.nextInt(1, 5))
              .whenFull(whenFull)
              .keepAlive(random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(10));
      round(ThreadPool.of(random.nextInt(1, 4), options), random.split());
    }
  }

  @Test
  void everyJobOfAnExecutorIsAccountedFor() {
    SplittableRandom random = new SplittableRandom(2);
    ForkJoinPool executor = new ForkJoinPool(2);
    for (int i = 0; i < ROUNDS; i++) {
      round(ExecutorPool.of(executor), random.split());
    }
    executor.shutdown();
  }

  @Test
  void everyJobOfAClusterIsAccountedFor() {
    SplittableRandom random = new SplittableRandom(3);
    ExecutorService members = Executors.newCachedThreadPool();
    ExecutorPool pool = ExecutorPool.of(new CopyingExecutor(members, true));
    for (int i = 0; i < ROUNDS; i++) {
      CorralFuture<Integer> job = pool.run(() -> 1);
      if (random.nextBoolean()) {
        pause(random);
        job.cancel();
      }
    }
    pool.close();
    PoolStatistics end = pool.statistics();
    assertThat(end.completed() + end.cancelled()).isEqualTo(ROUNDS);
    members.shutdown();
  }

  private static void round(Pool pool, SplittableRandom random) {
    Tally tally = new Tally();
    Phaser start = new Phaser(THREADS + 1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      SplittableRandom own = random.split();
      threads.add(new Thread(() -> submit(pool, own, start, tally)));
    }
    threads.forEach(Thread::start);
    start.arriveAndAwaitAdvance();
    pause(random);
    if (random.nextBoolean()) {
      pool.closeNow();
    } else {
      pool.close();
    }
    assertThat(pool.ended().isDone()).isTrue();
    threads.forEach(PoolRaceTest::join);
    check(pool, tally);
  }

  private static void submit(Pool pool, SplittableRandom random, Phaser start, Tally tally) {
    start.arriveAndAwaitAdvance();
    for (int i = 0; i < JOBS; i++) {
      int kind = random.nextInt(4);
      CorralFuture<Integer> future;
      try {
        future = pool.run(() -> work(pool, kind, tally));
      } catch (IllegalStateException e) {
        tally.late.incrementAndGet();
        continue;
      }
      tally.asked.incrementAndGet();
      synchronized (tally.futures) {
        tally.futures.add(future);
      }
      if (random.nextInt(3) == 0) {
        pause(random);
        future.cancel();
      }
    }
  }

  private static int work(Pool pool, int kind, Tally tally) throws InterruptedException {
    tally.begun.incrementAndGet();
    try {
      if (kind == 0) {
        throw new IllegalArgumentException("a failure");
      }
      if (kind == 1) {
        Thread.onSpinWait();
      }
      if (kind == 2) {
        try {
          // Before, for it may be counted by the pool and then refused to the job that asked.
          tally.nested.incrementAndGet();
          CorralFuture<Integer> inner = pool.run(() -> 1);
          inner.join();
        } catch (IllegalStateException | CompletionException e) {
          // Closed or full meanwhile.
        }
      }
      return kind;
    } finally {
      tally.over.incrementAndGet();
    }
  }

  private static void check(Pool pool, Tally tally) {
    PoolStatistics end = pool.statistics();
    assertThat(end.running() + end.waiting() + end.workers()).isZero();
    assertThat(tally.begun.get()).isEqualTo(tally.over.get());
    int late = 0;
    int refused = 0;
    for (CorralFuture<Integer> future : tally.futures) {
      assertThat(future.isDone()).isTrue();
      if (future.isCompletedExceptionally() && !future.isCancelled()) {
        Throwable failure = future.exceptionNow();
        if (failure instanceof IllegalStateException) {
          late++;
        } else if (failure instanceof RejectedExecutionException) {
          refused++;
        } else {
          assertThat(failure).isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
    assertThat(end.submitted())
        .isBetween(
            (long) tally.asked.get() - late, (long) tally.asked.get() - late + tally.nested.get());
    assertThat(end.refused()).isGreaterThanOrEqualTo(refused);
    long values =
        tally.futures.stream()
            .filter(future -> !future.isCompletedExceptionally() && !future.isCancelled())
            .count();
    assertThat(end.completed()).isBetween(values, values + tally.nested.get());
  }

  private static void pause(SplittableRandom random) {
    for (int i = random.nextInt(2_000); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
