package dev.corral.pool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadPoolTest {
  @Test
  void jobsBeginInTheOrderInWhichTheyCame() throws Exception {
    try (ThreadPool pool = ThreadPool.of(1)) {
      Gate gate = new Gate();
      CorralFuture<Integer> first = pool.run(gate::pass);
      gate.awaitBegun();
      ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
      List<CorralFuture<Boolean>> jobs =
          IntStream.range(0, 100).mapToObj(i -> pool.run(() -> order.add(i))).toList();
      assertThat(pool.statistics().waiting()).isEqualTo(100);
      assertThat(((TaskHandle<?>) jobs.get(0)).taskState()).isEqualTo(TaskState.PENDING);
      gate.open();
      jobs.forEach(CorralFuture::join);
      assertThat(first.join()).isEqualTo(1);
      assertThat(order).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void aJobCancelledWhileItWaitsIsDoneOnTheSpotAndItsPlaceIsFree() throws Exception {
    PoolOptions one = PoolOptions.named("small").queueCapacity(1);
    try (ThreadPool pool = ThreadPool.of(1, one)) {
      Gate gate = new Gate();
      CorralFuture<Integer> running = pool.run(gate::pass);
      gate.awaitBegun();
      for (int i = 0; i < 10_000; i++) {
        CorralFuture<Integer> waiting = pool.run(() -> 2);
        assertThat(waiting.cancel()).isTrue();
        assertThat(waiting.isDone()).isTrue();
        assertThat(waiting.isCancelled()).isTrue();
      }
      assertThat(pool.statistics()).isEqualTo(new PoolStatistics(1, 1, 0, 0, 0, 10_000, 0, 1));
      CorralFuture<Integer> last = pool.run(() -> 3);
      gate.open();
      assertThat(running.join() + last.join()).isEqualTo(4);
    }
  }

  @Test
  void aRunningJobThatIsCancelledIsInterruptedAndAwaited() throws Exception {
    try (ThreadPool pool = ThreadPool.of(1)) {
      Gate obedient = new Gate();
      CorralFuture<Integer> job = pool.run(obedient::pass);
      obedient.awaitBegun();
      job.cancel();
      assertThatThrownBy(job::join).isInstanceOf(TaskCancelledException.class);
      assertThat(obedient.interrupted).isTrue();

      Gate stubborn = new Gate();
      CorralFuture<Integer> kept = pool.run(stubborn::passStubbornly);
      stubborn.awaitBegun();
      kept.cancel();
      while (!stubborn.interrupted) {
        Thread.onSpinWait();
      }
      assertThat(kept.isDone()).isFalse();
      stubborn.open();
      assertThat(kept.join()).isEqualTo(1);
      assertThat(pool.run(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
    }
  }

  @Test
  void aJobIsCancelledWithTheTaskThatAskedForIt() throws Exception {
    try (ThreadPool pool = ThreadPool.of(1)) {
      Gate gate = new Gate();
      CorralFuture<Integer> task = Corral.submit(() -> pool.run(gate::pass));
      gate.awaitBegun();
      task.cancel();
      assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
      assertThat(gate.interrupted).isTrue();
      // In a task that is cancelled already a job does not begin, and takes no place.
      AtomicBoolean ran = new AtomicBoolean();
      TaskGroup.runAll(
              group -> {
                group.cancel();
                assertThat(pool.run(() -> ran.getAndSet(true)).isDone()).isTrue();
              })
          .join();
      assertThat(ran).isFalse();
      assertThat(pool.statistics().cancelled()).isEqualTo(2);
    }
  }

  @Test
  void aDeadlineEndsAJobThatWaits() throws Exception {
    try (ThreadPool pool = ThreadPool.of(1)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      CorralFuture<Integer> late = pool.run(() -> 2).orTimeout(20, TimeUnit.MILLISECONDS);
      assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
      assertThat(pool.statistics().waiting()).isZero();
      CorralFuture<Integer> around =
          Corral.failAfter(Duration.ofMillis(20), () -> pool.run(() -> 2));
      assertThatThrownBy(around::join).hasCauseInstanceOf(TimeoutException.class);
      assertThat(pool.statistics().waiting()).isZero();
      gate.open();
    }
  }

  @Test
  void aFullPoolRefusesAndSaysWhichAndHowFull() throws Exception {
    PoolOptions options = PoolOptions.named("small").queueCapacity(1);
    try (ThreadPool pool = ThreadPool.of(1, options)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      CorralFuture<Integer> waiting = pool.run(() -> 2);
      CorralFuture<Integer> refused = pool.run(() -> 3);
      assertThat(refused.isDone()).isTrue();
      assertThat(refused.exceptionNow())
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("pool 'small' is full: 1 at once, 1 running, 1 waiting, room for 1");
      gate.open();
      assertThat(waiting.join()).isEqualTo(2);
      assertThat(pool.statistics().refused()).isEqualTo(1);
    }
  }

  @Test
  void aPlaceIsFreeAsSoonAsTheJobIsDone() {
    try (ThreadPool pool = ThreadPool.of(1, PoolOptions.defaults().queueCapacity(0))) {
      for (int i = 0; i < 20_000; i++) {
        int number = i;
        assertThat(pool.run(() -> number).join()).isEqualTo(i);
        assertThat(pool.statistics().completed()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void theCallerRunsWhatThereIsNoRoomFor() throws Exception {
    PoolOptions options = PoolOptions.defaults().queueCapacity(0).whenFull(WhenFull.CALLER_RUNS);
    try (ThreadPool pool = ThreadPool.of(1, options)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      CorralFuture<Thread> here = pool.run(Thread::currentThread);
      assertThat(here.isDone()).isTrue();
      assertThat(here.join()).isSameAs(Thread.currentThread());
      gate.open();
    }
  }

  @Test
  void theOldestMakesRoomForTheNewest() throws Exception {
    PoolOptions options =
        PoolOptions.named("news").queueCapacity(2).whenFull(WhenFull.DISCARD_OLDEST);
    try (ThreadPool pool = ThreadPool.of(1, options)) {
      Gate gate = new Gate();
      pool.run(gate::pass);
      gate.awaitBegun();
      List<CorralFuture<Integer>> jobs =
          IntStream.range(0, 5).mapToObj(i -> pool.<Integer>run(() -> i)).toList();
      assertThat(jobs.subList(0, 3)).allMatch(CorralFuture::isCompletedExceptionally);
      assertThat(jobs.get(0).exceptionNow())
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("pool 'news' was full");
      gate.open();
      assertThat(jobs.get(3).join() + jobs.get(4).join()).isEqualTo(7);
      assertThat(pool.statistics().refused()).isEqualTo(3);
    }
    assertThatThrownBy(
            () -> PoolOptions.defaults().queueCapacity(0).whenFull(WhenFull.DISCARD_OLDEST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jobsThatWaitForJobsOfTheirOwnPoolDoNotRunOutOfThreads() {
    try (ThreadPool pool = ThreadPool.of(2)) {
      List<CorralFuture<Integer>> roots =
          IntStream.range(0, 4).mapToObj(i -> pool.run(() -> depth(pool, 50))).toList();
      assertThat(roots).allMatch(root -> root.join() == 50);
      List<CorralFuture<Integer>> sync =
          IntStream.range(0, 4).mapToObj(i -> pool.run(() -> syncDepth(pool, 20))).toList();
      assertThat(sync).allMatch(root -> root.join() == 20);
      assertThat(pool.map(List.of(20, 20, 20), 3, n -> mapDepth(pool, n)).join())
          .containsExactly(20, 20, 20);
    }
  }

  private static int depth(Pool pool, int levels) {
    return levels == 0 ? 0 : 1 + pool.run(() -> depth(pool, levels - 1)).join();
  }

  private static int syncDepth(Pool pool, int levels) throws Exception {
    return levels == 0
        ? 0
        : 1 + Corral.<Integer>runSync(() -> pool.run(() -> syncDepth(pool, levels - 1)));
  }

  private static int mapDepth(Pool pool, int levels) {
    return levels == 0
        ? 0
        : 1 + pool.map(List.of(levels - 1), 1, n -> mapDepth(pool, n)).join().get(0);
  }

  @Test
  void noMoreThanTheLimitAreAtWork() {
    try (ThreadPool pool = ThreadPool.of(3)) {
      AtomicInteger now = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      pool.map(
              IntStream.range(0, 5_000).boxed().toList(),
              50,
              i -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                return now.decrementAndGet();
              })
          .join();
      assertThat(most.get()).isBetween(1, 3);
      assertThat(pool.statistics().workers()).isLessThanOrEqualTo(3);
    }
  }

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
  void aThreadWithNothingToDoEndsAfterAWhile() {
    try (ThreadPool pool = ThreadPool.of(2, PoolOptions.defaults().keepAlive(Duration.ZERO))) {
      Thread first = pool.run(Thread::currentThread).join();
      while (first.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(pool.statistics().workers()).isZero();
      assertThat(pool.run(Thread::currentThread).join()).isNotSameAs(first);
    }
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
    while (true) {
      try {
        // Until the other thread has come as far as closing it: cancelled, for it must not run.
        pool.run(() -> 3).cancel();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("pool 'done' is closed");
        break;
      }
    }
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
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
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

  @Test
  void whatAJobBeganIsAwaitedAndItsThreadIsFreeMeanwhile() throws Exception {
    try (ThreadPool pool = ThreadPool.of(1, PoolOptions.defaults().queueCapacity(0))) {
      CompletableFuture<Integer> child = new CompletableFuture<>();
      AtomicReference<Thread> thread = new AtomicReference<>();
      CorralFuture<Integer> job =
          pool.run(
              () -> {
                thread.set(Thread.currentThread());
                Corral.submit(() -> child);
                return 1;
              });
      while (pool.statistics().running() == 0 || thread.get() == null) {
        Thread.onSpinWait();
      }
      CorralFuture<Thread> second;
      do {
        second = pool.run(Thread::currentThread);
      } while (second.isCompletedExceptionally());
      assertThat(second.get(10, SECONDS)).isSameAs(thread.get());
      assertThat(job.isDone()).isFalse();
      child.complete(2);
      assertThat(job.join()).isEqualTo(1);
    }
  }

  @Test
  void aStageIsNoResult() {
    try (ThreadPool pool = ThreadPool.of(1)) {
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      CorralFuture<CompletableFuture<Integer>> job = pool.run(() -> stage);
      assertThatThrownBy(job::joinOrThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("returned a stage");
      assertThat(stage.isCancelled()).isTrue();
    }
  }

  @Test
  void anErrorEndsTheJobAndNotTheThread() {
    try (ThreadPool pool = ThreadPool.of(1)) {
      Thread before = pool.run(Thread::currentThread).join();
      Error error = new StackOverflowError();
      CorralFuture<Integer> job =
          pool.run(
              () -> {
                throw error;
              });
      assertThatThrownBy(job::joinOrThrow).isSameAs(error);
      assertThat(pool.run(Thread::currentThread).join()).isSameAs(before);
      assertThat(pool.statistics().failed()).isEqualTo(1);
    }
  }

  @Test
  void theContextOfTheCallerIsVisibleInTheJobAndGoneAfterwards() {
    ThreadLocal<String> user = new ThreadLocal<>();
    CorralConfig config = CorralConfig.defaults().carrying(user);
    try (ThreadPool pool = ThreadPool.of(1)) {
      TaskGroup.runAll(
              GroupOptions.defaults().config(config),
              group -> {
                user.set("ann");
                CorralFuture<String> one = pool.run(user::get);
                user.set("bob");
                CorralFuture<List<String>> two = pool.map(List.of(1), 1, i -> user.get());
                user.remove();
                assertThat(one.join()).isEqualTo("ann");
                assertThat(two.join()).containsExactly("bob");
              })
          .join();
      assertThat(pool.run(() -> String.valueOf(user.get())).join()).isEqualTo("null");
    }
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> ThreadPool.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads: 0");
    assertThatThrownBy(() -> PoolOptions.defaults().queueCapacity(-1))
        .hasMessageContaining("queueCapacity: -1");
    assertThatThrownBy(() -> PoolOptions.defaults().keepAlive(Duration.ofSeconds(-1)))
        .hasMessageContaining("keepAlive: PT-1S");
  }
}
