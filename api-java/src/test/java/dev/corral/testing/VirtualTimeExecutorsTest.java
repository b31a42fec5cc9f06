package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that an executor has for a job comes before the time moves on. */
@Timeout(60)
@WithVirtualTime
class VirtualTimeExecutorsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private VirtualTime time;

  @BeforeEach
  void keep(VirtualTime time) {
    this.time = time;
  }

  /** The second thread comes late, unless the time is moved without it. */
  private Thread late(Runnable body, AtomicInteger threads) {
    boolean isFirst = threads.incrementAndGet() == 1;
    return new Thread(
        () -> {
          long left = isFirst ? 0 : 200;
          while (left-- > 0 && time.elapsed().compareTo(HOUR) < 0) {
            LockSupport.parkNanos(1_000_000);
          }
          body.run();
        });
  }

  @Test
  void aThreadThatIsFreeTakesItsJob() {
    AtomicInteger threads = new AtomicInteger();
    ExecutorService two = Executors.newFixedThreadPool(2, body -> late(body, threads));
    try {
      CorralFuture<Void> first = Corral.submit(Task.action(() -> Corral.sleep(HOUR)).on(two));
      Corral.delay(Duration.ofMinutes(1)).join();
      assertThat(Corral.submit(Task.blocking(time::elapsed).on(two)).join())
          .isEqualTo(Duration.ofMinutes(1));
      first.join();
    } finally {
      two.shutdown();
    }
  }

  @Test
  void aThreadForBlockingBodiesThatIsFreeTakesItsJob() {
    AtomicInteger threads = new AtomicInteger();
    ExecutorService two = Executors.newFixedThreadPool(2, body -> late(body, threads));
    CorralConfig config = CorralConfig.defaults().blockingExecutor(two);
    try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().config(config))) {
      group.spawnAction(() -> Corral.sleep(HOUR));
      Corral.delay(Duration.ofMinutes(1)).join();
      assertThat(group.spawnBlocking(time::elapsed).join()).isEqualTo(Duration.ofMinutes(1));
    } finally {
      two.shutdown();
    }
  }

  @Test
  void aThreadThatHasJustRunAJobTakesTheNext() {
    ExecutorService two =
        new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void afterExecute(Runnable job, Throwable error) {
            long left = 100;
            while (left-- > 0 && time.elapsed().compareTo(HOUR) < 0) {
              LockSupport.parkNanos(1_000_000);
            }
          }
        };
    try {
      CorralFuture<Void> first = Corral.submit(Task.action(() -> Corral.sleep(HOUR)).on(two));
      Corral.delay(Duration.ofMinutes(1)).join();
      CompletableFuture<Void> gate = new CompletableFuture<>();
      CorralFuture<Void> second = Corral.submit(Task.action(gate::join).on(two));
      CorralFuture<Duration> third = Corral.submit(Task.blocking(time::elapsed).on(two));
      gate.complete(null);
      second.join();
      assertThat(third.join()).isEqualTo(Duration.ofMinutes(1));
      first.join();
    } finally {
      two.shutdown();
    }
  }
}
