package dev.corral.pool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
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
  void aThreadWithNothingToDoEndsAfterAWhile() {
    try (ThreadPool pool = ThreadPool.of(2, PoolOptions.defaults().keepAlive(Duration.ZERO))) {
      Thread first = pool.run(Thread::currentThread).join();
      Await.until(() -> !first.isAlive());
      assertThat(pool.statistics().workers()).isZero();
      assertThat(pool.run(Thread::currentThread).join()).isNotSameAs(first);
    }
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
      Await.until(() -> pool.statistics().running() != 0 && thread.get() != null);
      CorralFuture<Thread> second;
      do {
        second = pool.run(Thread::currentThread);
      } while (second.isCompletedExceptionally()
          && second.exceptionNow() instanceof RejectedExecutionException);
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
