package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a job for which there is no room. */
@Timeout(30)
class ThreadPoolFullTest {
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
          .hasMessage("pool 'small' is full: 1 running, 1 waiting, and room for 1 and 1");
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
      assertThat(jobs.subList(0, 3))
          .allSatisfy(
              job ->
                  assertThat(job.exceptionNow())
                      .isInstanceOf(RejectedExecutionException.class)
                      .hasMessageContaining("pool 'news' was full"));
      gate.open();
      assertThat(jobs.get(3).join() + jobs.get(4).join()).isEqualTo(7);
      assertThat(pool.statistics().refused()).isEqualTo(3);
    }
    assertThatThrownBy(
            () -> PoolOptions.defaults().queueCapacity(0).whenFull(WhenFull.DISCARD_OLDEST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
