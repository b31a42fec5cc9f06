package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Action;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.Deadline;
import dev.corral.GroupOptions;
import dev.corral.Registration;
import dev.corral.RetryPolicy;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.pool.ExecutorPool;
import dev.corral.pool.PoolOptions;
import dev.corral.pool.ThreadPool;
import dev.corral.stream.AsyncStream;
import dev.corral.sync.AsyncBarrier;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each operation that takes time takes exactly so much by the clock, and none of a person's. */
@Timeout(60)
@WithVirtualTime
class VirtualTimeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private VirtualTime time;

  @BeforeEach
  void keep(VirtualTime time) {
    this.time = time;
  }

  private void took(Duration expected) {
    assertThat(time.elapsed()).isEqualTo(expected);
  }

  private static Task<String> never() {
    return CompletableFuture::new;
  }

  @Test
  void delay() {
    Corral.delay(HOUR).join();
    took(HOUR);
  }

  @Test
  void sleep() throws Exception {
    Corral.sleep(HOUR);
    Corral.submit(Task.action(() -> Corral.sleep(HOUR))).joinOrThrow();
    Corral.sleep(Duration.ZERO);
    took(HOUR.multipliedBy(2));
  }

  @Test
  void orTimeoutOfAFutureAndOfOneDerivedFromIt() {
    assertThatThrownBy(() -> Corral.submit(never()).orTimeout(1, TimeUnit.HOURS).joinOrThrow())
        .isInstanceOf(TimeoutException.class);
    took(HOUR);
    CorralFuture<String> slow = Corral.submit(never());
    assertThatThrownBy(() -> slow.thenApply(x -> x).orTimeout(1, TimeUnit.HOURS).joinOrThrow())
        .isInstanceOf(TimeoutException.class);
    took(HOUR.multipliedBy(2));
    slow.cancel(true);
  }

  @Test
  void completeOnTimeout() {
    assertThat(Corral.submit(never()).completeOnTimeout("x", 1, TimeUnit.HOURS).join())
        .isEqualTo("x");
    took(HOUR);
  }

  @Test
  void aTimedGet() {
    CorralFuture<String> slow = Corral.submit(never());
    assertThatThrownBy(() -> slow.get(1, TimeUnit.HOURS)).isInstanceOf(TimeoutException.class);
    took(HOUR);
    slow.cancel(true);
  }

  @Test
  void failAfterAndDeadlines() {
    assertThatThrownBy(() -> Corral.failAfter(HOUR, never()).joinOrThrow())
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("3600 s");
    took(HOUR);
    Deadline deadline = Deadline.after(HOUR);
    assertThat(deadline.remaining()).isEqualTo(HOUR);
    assertThatThrownBy(() -> Corral.failAt(deadline, never()).joinOrThrow())
        .isInstanceOf(TimeoutException.class);
    took(HOUR.multipliedBy(2));
  }

  @Test
  void moveOnAfter() {
    assertThat(Corral.moveOnAfter(HOUR, never()).join()).isInstanceOf(Settled.TimedOut.class);
    took(HOUR);
  }

  @Test
  void settleWithin() {
    Task<String> quick = () -> Corral.delay(Duration.ofMinutes(1)).thenApply(x -> "x");
    List<Settled<String>> settled = Corral.settleWithin(HOUR, List.of(quick, never())).join();
    assertThat(settled.get(0).unwrap()).isEqualTo("x");
    assertThat(settled.get(1)).isInstanceOf(Settled.TimedOut.class);
    took(HOUR);
  }

  @Test
  void anHourOfRetries() {
    AtomicInteger calls = new AtomicInteger();
    RetryPolicy policy =
        RetryPolicy.attempts(3601).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)).jitter(0);
    assertThatThrownBy(
            () ->
                Corral.retry(
                        () -> {
                          calls.incrementAndGet();
                          throw new IOException("again");
                        },
                        policy)
                    .joinOrThrow())
        .isInstanceOf(IOException.class);
    assertThat(calls).hasValue(3601);
    took(HOUR);
  }

  @Test
  void hedge() {
    Task<String> second = () -> CompletableFuture.completedFuture("second");
    assertThat(Corral.hedge(HOUR, List.of(never(), second)).join()).isEqualTo("second");
    took(HOUR);
  }

  @Test
  void tryAcquireOfASemaphoreAndOfALimiter() {
    assertThat(new AsyncSemaphore(0).tryAcquire(HOUR).join()).isEmpty();
    CapacityLimiter limiter = new CapacityLimiter(1);
    limiter.acquireOnBehalfOf("somebody else").join();
    assertThat(limiter.tryAcquire(HOUR).join()).isEmpty();
    took(HOUR.multipliedBy(2));
  }

  @Test
  void aBarrierThatNobodyElseComesTo() {
    AsyncBarrier barrier = new AsyncBarrier(2);
    assertThatThrownBy(() -> Corral.failAfter(HOUR, barrier::await).joinOrThrow())
        .isInstanceOf(TimeoutException.class);
    assertThat(barrier.waiting()).isZero();
    took(HOUR);
  }

  @Test
  void streams() {
    assertThat(AsyncStream.interval(HOUR).take(3).toList().join()).hasSize(3);
    Duration begun = time.elapsed();
    assertThat(AsyncStream.of(1, 2, 3, 4).throttle(1, HOUR).toList().join()).hasSize(4);
    took(begun.plusHours(3));
    assertThat(AsyncStream.interval(HOUR).debounce(Duration.ofMinutes(1)).first().join())
        .isNotNull();
    begun = time.elapsed();
    assertThatThrownBy(
            () ->
                AsyncStream.of(1)
                    .concat(AsyncStream.of(2).mapAsync(1, x -> new CompletableFuture<Integer>()))
                    .timeout(HOUR)
                    .toList()
                    .joinOrThrow())
        .isInstanceOf(TimeoutException.class);
    took(begun.plus(HOUR));
    begun = time.elapsed();
    List<List<Long>> batches =
        AsyncStream.interval(HOUR).take(4).batch(100, Duration.ofMinutes(90)).toList().join();
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(4);
    assertThat(batches).hasSizeGreaterThan(1);
    begun = time.elapsed();
    try (var thread = AsyncStream.interval(HOUR).take(2).iterator()) {
      thread.next();
      thread.next();
    }
    assertThat(time.elapsed()).isGreaterThanOrEqualTo(begun.plus(HOUR));
  }

  @Test
  void anIdleThreadOfAPoolEndsWhenItsTimeIsOver() throws Exception {
    try (ThreadPool pool = ThreadPool.of(2, PoolOptions.defaults().keepAlive(HOUR))) {
      pool.runAction(() -> Corral.sleep(HOUR)).join();
      took(HOUR);
      assertThat(pool.statistics().workers()).isEqualTo(1);
      time.advanceBy(HOUR.minusNanos(1));
      assertThat(pool.statistics().workers()).isEqualTo(1);
      time.advanceBy(Duration.ofNanos(1));
      assertThat(pool.statistics().workers()).isZero();
    }
  }

  @Test
  void aPoolOfOneRunsOthersWhileAJobSleeps() {
    try (ThreadPool pool = ThreadPool.of(1)) {
      CorralFuture<Void> first = pool.runAction(() -> Corral.sleep(HOUR));
      CorralFuture<Void> second = pool.runAction(() -> Corral.sleep(HOUR));
      first.join();
      second.join();
      took(HOUR);
    }
  }

  @Test
  void anExecutorsJobsAreWaitedForAlsoInItsLine() {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      ExecutorPool pool = ExecutorPool.of(one);
      for (int round = 0; round < 1_000; round++) {
        Corral.failAfter(HOUR, () -> pool.run(() -> "x")).join();
        Corral.failAfter(HOUR, Task.blocking(() -> "x").on(one)).join();
      }
      took(Duration.ZERO);
      // With its one thread asleep, the second one waits its turn, and time goes on all the same.
      CorralFuture<Void> first = Corral.submit(Task.action(() -> Corral.sleep(HOUR)).on(one));
      CorralFuture<Void> second = Corral.submit(Task.action(() -> Corral.sleep(HOUR)).on(one));
      first.join();
      second.join();
      took(HOUR.multipliedBy(2));
      pool.close();
    } finally {
      one.shutdown();
    }
  }

  @Test
  void aGroupWithThreadsOfItsOwnGoesByTheSameClock() {
    GroupOptions options =
        GroupOptions.named("own").config(CorralConfig.defaults().blockingLimit(1));
    TaskGroup.runAll(options, group -> group.spawnAction(() -> Corral.sleep(HOUR))).join();
    took(HOUR);
  }

  @Test
  void callbacksThatAUserAttachedAreDoneBeforeTheTimeGoesOn() {
    AtomicInteger sum = new AtomicInteger();
    for (int round = 1; round <= 1_000; round++) {
      CorralFuture<Void> delay = Corral.delay(Duration.ofSeconds(1));
      CorralFuture<Integer> all =
          delay
              .thenApplyAsync(x -> time.elapsed())
              .thenApply(at -> sum.addAndGet((int) at.toSeconds()));
      all.join();
      assertThat(sum).hasValue(round * (round + 1) / 2);
    }
  }

  @Test
  @WithVirtualTime(byHand = true)
  void byHandTheAnnotationOfAMethodGoesBeforeThatOfItsClass() throws Exception {
    CorralFuture<Void> delay = Corral.delay(HOUR);
    time.settle();
    time.advanceBy(HOUR.minusNanos(1));
    assertThat(delay.isDone()).isFalse();
    time.advanceTo(HOUR);
    assertThat(delay.isDone()).isTrue();
  }

  @Test
  @SuppressWarnings("try")
  void whoeverWaitsForWhatACancellationSetOffDoesNotHoldUpTheTime() {
    CorralFuture<Void> hour = Corral.delay(HOUR);
    CompletableFuture<Void> called = new CompletableFuture<>();
    Action wait =
        () -> {
          called.complete(null);
          hour.join();
        };
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CorralFuture<Void> task =
        Corral.toThreadAction(
            () -> {
              try (Registration stop = Corral.onCancel(wait)) {
                begun.complete(null);
                called.join();
              }
              Corral.checkpoint();
            });
    begun.join();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(time.elapsed()).isEqualTo(HOUR);
  }
}
