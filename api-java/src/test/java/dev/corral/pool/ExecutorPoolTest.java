package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import java.io.NotSerializableException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ExecutorPoolTest {
  /** What a copy of a job finds in this process, whatever it could carry along. */
  static final AtomicInteger INTERRUPTED = new AtomicInteger();

  static volatile CountDownLatch begun = new CountDownLatch(1);

  static Stream<ExecutorService> executors() {
    return Stream.of(
        Executors.newFixedThreadPool(2),
        new ForkJoinPool(2),
        new ScheduledThreadPoolExecutor(2),
        ForkJoinPool.commonPool());
  }

  private static ThreadPoolExecutor single(int room, RejectedExecutionHandler handler) {
    return new ThreadPoolExecutor(
        1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(room), handler);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void jobsRunOnAnyExecutorAndLeaveItRunning(ExecutorService executor) throws Exception {
    try (ExecutorPool pool = ExecutorPool.of(executor, "borrowed")) {
      assertThat(pool.map(IntStream.range(0, 500).boxed().toList(), 8, i -> i + 1).join())
          .hasSize(500)
          .endsWith(500);
      Gate gate = new Gate();
      CorralFuture<Integer> job = pool.run(gate::pass);
      gate.awaitBegun();
      assertThat(pool.statistics().running()).isEqualTo(1);
      job.cancel();
      assertThatThrownBy(job::join).isInstanceOf(TaskCancelledException.class);
      assertThat(gate.interrupted).isTrue();
      Exception boom = new Exception("boom");
      assertThatThrownBy(
              pool.run(
                      () -> {
                        throw boom;
                      })
                  ::joinOrThrow)
          .isSameAs(boom);
      assertThat(pool.statistics())
          .isEqualTo(new PoolStatistics(Integer.MAX_VALUE, 0, 0, 500, 1, 1, 0, 0));
    }
    assertThat(executor.isShutdown()).isFalse();
    assertThat(executor.submit(() -> 1).get()).isEqualTo(1);
    executor.shutdown();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void jobsRunOnVirtualThreads() throws Exception {
    ExecutorService executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    jobsRunOnAnyExecutorAndLeaveItRunning(executor);
  }

  @Test
  void jobsThatWaitForJobsDoNotExhaustAForkJoinPool() {
    ForkJoinPool executor = new ForkJoinPool(2);
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      assertThat(pool.map(List.of(30, 30, 30), 3, n -> depth(pool, n)).join())
          .containsExactly(30, 30, 30);
    }
    executor.shutdown();
  }

  private static int depth(Pool pool, int levels) {
    return levels == 0 ? 0 : 1 + pool.run(() -> depth(pool, levels - 1)).join();
  }

  @Test
  void whatIsCancelledBeforeItBeganLeavesTheLineOfTheExecutor() throws Exception {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      for (int i = 0; i < 1_000; i++) {
        CorralFuture<Integer> waiting = pool.run(() -> 2);
        waiting.cancel();
        assertThat(waiting.isDone()).isTrue();
      }
      Await.until(() -> executor.getQueue().isEmpty());
      assertThat(pool.statistics().cancelled()).isEqualTo(1_000);
      gate.open();
    }
    executor.shutdown();
  }

  @Test
  void whatTheExecutorRefusesFails() throws Exception {
    ThreadPoolExecutor executor = single(1, new ThreadPoolExecutor.AbortPolicy());
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      CorralFuture<Integer> waiting = pool.run(() -> 2);
      CorralFuture<Integer> refused = pool.run(() -> 3);
      assertThat(refused.exceptionNow()).isInstanceOf(RejectedExecutionException.class);
      assertThat(pool.statistics().refused()).isEqualTo(1);
      gate.open();
      assertThat(waiting.join()).isEqualTo(2);
      executor.shutdown();
      assertThat(pool.run(() -> 4).exceptionNow()).isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void theCallerRunsWhatTheExecutorHasItRun() throws Exception {
    ThreadPoolExecutor executor = single(1, new ThreadPoolExecutor.CallerRunsPolicy());
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      pool.run(() -> 2);
      assertThat(pool.run(Thread::currentThread).join()).isSameAs(Thread.currentThread());
      gate.open();
    }
    executor.shutdown();
  }

  @Test
  void whatTheExecutorDropsWithoutAWordFailsOnceItIsGarbage() throws Exception {
    ThreadPoolExecutor executor = single(1, new ThreadPoolExecutor.DiscardPolicy());
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      CorralFuture<Integer> waiting = pool.run(() -> 2);
      CorralFuture<Integer> dropped = pool.run(() -> 3);
      Await.until(
          () -> {
            System.gc();
            return dropped.isDone();
          });
      assertThat(dropped.exceptionNow())
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("dropped the job without a word");
      assertThat(waiting.isDone()).isFalse();
      gate.open();
      assertThat(waiting.join()).isEqualTo(2);
      assertThat(pool.statistics().refused()).isEqualTo(1);
    }
    executor.shutdown();
  }

  @Test
  void closingDoesNotHangForWhatAnExecutorThatIsShutDownHasDropped() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(1);
    ExecutorPool pool = ExecutorPool.of(executor);
    Gate gate = new Gate();
    CorralFuture<Integer> running = pool.run(gate::passStubbornly);
    gate.awaitBegun();
    CorralFuture<Integer> dropped = pool.run(() -> 2);
    List<Runnable> held = executor.shutdownNow();
    Thread closer = new Thread(pool::close);
    closer.start();
    Await.until(() -> closer.getState() == Thread.State.WAITING);
    assertThat(dropped.isDone()).isFalse();
    gate.open();
    closer.join();
    assertThat(running.join()).isEqualTo(1);
    assertThat(dropped.exceptionNow())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("terminated without having run");
    held.forEach(Runnable::run);
    assertThat(pool.statistics().submitted()).isEqualTo(2);
  }

  @Test
  void anInterruptThatTheExecutorSentBeforeTheJobBeganReachesIt() throws Exception {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void beforeExecute(Thread thread, Runnable job) {
            thread.interrupt();
          }
        };
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      CorralFuture<Void> job = pool.runAction(() -> new CountDownLatch(1).await());
      assertThatThrownBy(job::joinOrThrow).isInstanceOf(InterruptedException.class);
      assertThat(job.isCancelled()).isFalse();
    } finally {
      executor.shutdown();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyRunsAwayAndTheFutureOfTheExecutorSaysHowItEnds(boolean givesStages) {
    ExecutorService members = Executors.newCachedThreadPool();
    try (ExecutorPool pool = ExecutorPool.of(new CopyingExecutor(members, givesStages))) {
      String text = new String("text");
      assertThat(pool.run(() -> text).join()).isEqualTo("text").isNotSameAs(text);
      assertThat(pool.map(List.of(1, 2, 3), 2, i -> i * 2).join()).containsExactly(2, 4, 6);
      assertThatThrownBy(
              pool.run(
                      () -> {
                        throw new IllegalArgumentException("no");
                      })
                  ::joinOrThrow)
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("no");
      Object stranger = new Object();
      CorralFuture<String> unfit = pool.run(() -> stranger.toString());
      assertThat(unfit.exceptionNow()).hasRootCauseInstanceOf(NotSerializableException.class);
      assertThatThrownBy(
              pool.run(
                      () -> {
                        throw new CancellationException("a stranger's");
                      })
                  ::joinOrThrow)
          .isInstanceOf(CancellationException.class)
          .isNotInstanceOf(TaskCancelledException.class);
      assertThat(pool.statistics())
          .isEqualTo(new PoolStatistics(Integer.MAX_VALUE, 0, 0, 4, 3, 0, 0, 0));
    }
    members.shutdown();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCancellationReachesTheCopy(boolean givesStages) throws Exception {
    ExecutorService members = Executors.newCachedThreadPool();
    try (ExecutorPool pool = ExecutorPool.of(new CopyingExecutor(members, givesStages))) {
      begun = new CountDownLatch(1);
      int before = INTERRUPTED.get();
      CorralFuture<Integer> job =
          pool.run(
              () -> {
                begun.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  INTERRUPTED.incrementAndGet();
                }
                return 1;
              });
      begun.await();
      job.cancel();
      assertThatThrownBy(job::join).isInstanceOf(TaskCancelledException.class);
      Await.until(() -> INTERRUPTED.get() != before);
      assertThat(pool.statistics().cancelled()).isEqualTo(1);
    }
    members.shutdown();
  }

  @Test
  void theContextOfTheCallerIsVisibleInAJobOfThisProcess() {
    ThreadLocal<String> user = new ThreadLocal<>();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      TaskGroup.runAll(
              GroupOptions.defaults().config(CorralConfig.defaults().carrying(user)),
              group -> {
                user.set("ann");
                assertThat(pool.run(user::get).join()).isEqualTo("ann");
              })
          .join();
      assertThat(pool.run(() -> String.valueOf(user.get())).join()).isEqualTo("null");
    }
    executor.shutdown();
  }

  @Test
  void anInterruptForAJobDoesNotReachTheNextUserOfTheThread() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      for (int i = 0; i < 2_000; i++) {
        Gate gate = new Gate();
        CorralFuture<Integer> job = pool.run(gate::pass);
        Future<Boolean> next = executor.submit(() -> Thread.currentThread().isInterrupted());
        job.cancel();
        assertThat(next.get()).isFalse();
      }
    }
    executor.shutdown();
  }
}
