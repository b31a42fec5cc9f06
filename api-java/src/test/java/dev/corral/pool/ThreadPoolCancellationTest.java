package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cancellation, or a deadline, does to a job, waiting or running. */
@Timeout(30)
class ThreadPoolCancellationTest {
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
      Await.until(() -> stubborn.interrupted);
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
}
