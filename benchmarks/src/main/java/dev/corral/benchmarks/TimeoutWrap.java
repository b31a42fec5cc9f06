package dev.corral.benchmarks;

import static dev.corral.benchmarks.Bodies.DONE;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a time-out cost that does not fire, beside other live timers of the same library?
 *
 * <p>{@code ...Done} is a body that is done at once, {@code ...Later} one that is completed after
 * the time-out was set. Nothing hops to another thread in the Java peers; raw suspends and is
 * dispatched once in {@code rawLater}.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'TimeoutWrap' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class TimeoutWrap {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int BATCH = 1000;

  /** Operations of Corral's that wait, each with a time-out. */
  @State(Scope.Benchmark)
  public static class CorralTimers {
    @Param({"0", "100000"})
    int live;

    final CorralFuture<Integer> done = Corral.failAfter(MINUTE, Bodies::stage);
    private TaskGroup waiting;

    @Setup
    public void start() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(live);
      waiting = TaskGroup.open();
      for (int i = 0; i < live; i++) {
        Task<Integer> body =
            () -> {
              begun.countDown();
              return new CompletableFuture<>();
            };
        waiting.spawn(body.timeout(HOUR));
      }
      begun.await();
    }

    @TearDown
    public void stop() {
      waiting.close();
    }
  }

  /** Coroutines that wait in a {@code withTimeout}. */
  @State(Scope.Benchmark)
  public static class RawTimers {
    @Param({"0", "100000"})
    int live;

    private RawTimeout.Waiting waiting;

    @Setup
    public void start() {
      waiting = new RawTimeout.Waiting(live, HOUR.toMillis());
    }

    @TearDown
    public void stop() {
      waiting.stop();
    }
  }

  /** Futures with an {@code orTimeout}. */
  @State(Scope.Benchmark)
  public static class FutureTimers {
    @Param({"0", "100000"})
    int live;

    private CompletableFuture<?>[] waiting;

    @Setup
    public void start() {
      waiting = new CompletableFuture<?>[live];
      for (int i = 0; i < live; i++) {
        waiting[i] = new CompletableFuture<>().orTimeout(1, TimeUnit.HOURS);
      }
    }

    @TearDown
    public void stop() {
      for (CompletableFuture<?> future : waiting) {
        future.cancel(false);
      }
    }
  }

  /** Stages that a limiter of resilience4j waits for. */
  @State(Scope.Benchmark)
  public static class ResilienceTimers {
    @Param({"0", "100000"})
    int live;

    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final TimeLimiter limiter = TimeLimiter.of(MINUTE);

    @Setup
    public void start() {
      TimeLimiter hour = TimeLimiter.of(HOUR);
      for (int i = 0; i < live; i++) {
        hour.executeCompletionStage(scheduler, CompletableFuture::new);
      }
    }

    @TearDown
    public void stop() {
      scheduler.shutdownNow();
    }
  }

  /** Stages that a time-out of Failsafe's waits for. */
  @State(Scope.Benchmark)
  public static class FailsafeTimers {
    @Param({"0", "100000"})
    int live;

    final FailsafeExecutor<Integer> executor = Failsafe.with(Timeout.<Integer>of(MINUTE));
    private CompletableFuture<?>[] waiting;

    @Setup
    public void start() {
      FailsafeExecutor<Integer> hour = Failsafe.with(Timeout.<Integer>of(HOUR));
      waiting = new CompletableFuture<?>[live];
      for (int i = 0; i < live; i++) {
        waiting[i] = hour.getStageAsync(() -> new CompletableFuture<Integer>());
      }
    }

    @TearDown
    public void stop() {
      for (CompletableFuture<?> future : waiting) {
        future.cancel(false);
      }
    }
  }

  @Benchmark
  public Integer corralDone(CorralTimers timers) {
    return Corral.failAfter(MINUTE, Bodies::stage).join();
  }

  @Benchmark
  public Integer corralLater(CorralTimers timers) {
    CompletableFuture<Integer> body = new CompletableFuture<>();
    CorralFuture<Integer> bounded = Corral.failAfter(MINUTE, () -> body);
    body.complete(1);
    return bounded.join();
  }

  /** A time-out put on a future that is done. */
  @Benchmark
  public CorralFuture<Integer> corralOrTimeoutOfDone(CorralTimers timers) {
    return timers.done.orTimeout(1, TimeUnit.MINUTES);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void rawDone(RawTimers timers) {
    RawTimeout.done(BATCH, MINUTE.toMillis());
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void rawLater(RawTimers timers) {
    RawTimeout.later(BATCH, MINUTE.toMillis());
  }

  @Benchmark
  public Integer futureDone(FutureTimers timers) {
    return DONE.orTimeout(1, TimeUnit.MINUTES).join();
  }

  @Benchmark
  public Integer futureLater(FutureTimers timers) {
    CompletableFuture<Integer> body = new CompletableFuture<>();
    CompletableFuture<Integer> bounded = body.orTimeout(1, TimeUnit.MINUTES);
    body.complete(1);
    return bounded.join();
  }

  @Benchmark
  public Integer resilience4jDone(ResilienceTimers timers) {
    return timers
        .limiter
        .executeCompletionStage(timers.scheduler, Bodies::stage)
        .toCompletableFuture()
        .join();
  }

  @Benchmark
  public Integer resilience4jLater(ResilienceTimers timers) {
    CompletableFuture<Integer> body = new CompletableFuture<>();
    var bounded = timers.limiter.executeCompletionStage(timers.scheduler, () -> body);
    body.complete(1);
    return bounded.toCompletableFuture().join();
  }

  /** Runs the body on a thread of its own, as Failsafe does with stages. */
  @Benchmark
  public Integer failsafeDone(FailsafeTimers timers) {
    return timers.executor.getStageAsync(Bodies::stage).join();
  }

  /** On the calling thread. */
  @Benchmark
  public Integer failsafeSync(FailsafeTimers timers) {
    return timers.executor.get(Bodies::value);
  }
}
