package dev.corral.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.channel.AsyncQueue;
import dev.corral.pool.ThreadPool;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import dev.corral.testing.Await;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CorralMetricsTest {
  /** What other tests leave running is not of this configuration. */
  private final CorralConfig config =
      CorralConfig.defaults().blockingLimit(3).virtualThreads(false);

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final CorralMetrics metrics = new CorralMetrics(config, Tags.of("service", "shop"));

  CorralMetricsTest() {
    metrics.bindTo(registry);
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private GroupOptions measured() {
    return GroupOptions.defaults().config(config);
  }

  private Timer ended(String kind, String outcome) {
    return registry.get("corral.tasks").tags("kind", kind, "outcome", outcome).timer();
  }

  private Timer waits(String what) {
    return registry.get("corral.wait").tags("service", "shop", "for", what).timer();
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void whatEndsIsCountedByItsOutcomeBeforeItsFutureIsDone() {
    TaskGroup.runAll(
            measured().supervise(),
            group -> {
              group.spawn(Task.blocking(() -> 1)).join();
              TaskHandle<Object> failed =
                  group.spawn(() -> CompletableFuture.failedFuture(new IOException("broken")));
              assertThatThrownBy(failed::join).hasCauseInstanceOf(IOException.class);
              TaskHandle<Object> late =
                  group.spawn(
                      Task.<Object>of(CompletableFuture::new).timeout(Duration.ofMillis(1)));
              assertThatThrownBy(late::join).hasMessageContaining("1 ms");
              TaskHandle<Object> cancelled = group.spawn(CompletableFuture::new);
              cancelled.cancel();
              assertThatThrownBy(cancelled::join);
              assertThat(ended("task", "completed").count()).isEqualTo(1);
              assertThat(ended("task", "failed").count()).isEqualTo(1);
              assertThat(ended("task", "timed_out").count()).isEqualTo(1);
              assertThat(ended("task", "cancelled").count()).isEqualTo(1);
              assertThat(gauge("corral.tasks.live", "kind", "group")).isEqualTo(1);
            })
        .join();
    assertThat(ended("group", "completed").count()).isEqualTo(1);
    assertThat(gauge("corral.tasks.live", "kind", "group")).isZero();
  }

  @Test
  void waitsOfFuturesAndOfThreadsAreTimed() {
    AsyncLock lock = new AsyncLock();
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    TaskGroup.runAll(
            measured(),
            group -> {
              Permit held = lock.acquire().join();
              Permit taken = semaphore.acquire().join();
              group.spawn(() -> lock.withLock(Task.blocking(() -> 1)));
              group
                  .spawn(Task.blocking(() -> semaphore.acquire().join()))
                  .thenAccept(Permit::close);
              awaitWaiting(() -> lock.statistics().waiting() + semaphore.statistics().waiting(), 2);
              clock.add(5, TimeUnit.SECONDS);
              held.close();
              taken.close();
            })
        .join();
    for (String what : new String[] {"lock", "semaphore"}) {
      assertThat(waits(what).count()).describedAs(what).isEqualTo(1);
      assertThat(waits(what).totalTime(TimeUnit.SECONDS)).describedAs(what).isEqualTo(5);
    }
  }

  private static void awaitWaiting(java.util.function.IntSupplier waiting, int expected) {
    Await.until(() -> waiting.getAsInt() >= expected);
  }

  @Test
  void whatIsFreeIsNotWaitedFor() {
    AsyncLock lock = new AsyncLock();
    TaskGroup.runAll(measured(), group -> lock.withLock(Task.blocking(() -> 1)).join()).join();
    assertThat(waits("lock").count()).isZero();
  }

  @Test
  void blockingThreadsAreSeen() {
    assertThat(gauge("corral.blocking.limit")).isEqualTo(3);
    TaskGroup.runAll(
            measured(),
            group -> {
              CountDownLatch begun = new CountDownLatch(1);
              TaskHandle<Void> blocking =
                  group.spawn(
                      Task.action(
                          () -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                          }));
              begun.await();
              assertThat(gauge("corral.blocking.running")).isPositive();
              blocking.cancel();
            })
        .join();
    assertThat(gauge("corral.abandoned")).isZero();
  }

  @Test
  void singleObjectsAreMonitored() {
    CapacityLimiter limiter = new CapacityLimiter(3);
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    AsyncQueue<Integer> queue = AsyncQueue.bounded(4);
    limiter.acquire().join();
    semaphore.acquire().join();
    CorralFuture<Void> put = queue.put(1);
    put.join();
    CorralMetrics.monitor(registry, "connections", limiter);
    CorralMetrics.monitor(registry, "seats", semaphore);
    CorralMetrics.monitor(registry, "orders", queue);
    try (ThreadPool pool = ThreadPool.of(2)) {
      CorralMetrics.monitor(registry, "render", pool);
      assertThat(gauge("corral.pool.limit", "name", "render")).isEqualTo(2);
    }
    assertThat(gauge("corral.limiter.borrowed", "name", "connections")).isEqualTo(1);
    assertThat(gauge("corral.semaphore.available", "name", "seats")).isEqualTo(1);
    assertThat(gauge("corral.queue.size", "name", "orders")).isEqualTo(1);
    assertThat(gauge("corral.queue.capacity", "name", "orders")).isEqualTo(4);
  }

  @Test
  void whatRunsWithOtherConfigurationsIsNotCounted() {
    Corral.submit(Task.blocking(() -> 1)).join();
    assertThat(ended("operation", "completed").count()).isZero();
  }
}
