package dev.corral.benchmarks;

import dev.corral.Corral;
import dev.corral.RetryPolicy;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to be ready to try again, and to do so without a delay?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'RetryLoop' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class RetryLoop {
  private static final RuntimeException FAILURE =
      new RuntimeException("once more", null, false, false) {};

  /** How often the work fails before it is done. */
  @Param({"0", "3"})
  int failures;

  private final RetryPolicy policy = RetryPolicy.attempts(5).backoff(Duration.ZERO, Duration.ZERO);
  private final Retry resilience =
      Retry.of(
          "benchmark", RetryConfig.custom().maxAttempts(5).intervalFunction(attempt -> 1L).build());
  private final Retry resilienceSync =
      Retry.of(
          "benchmark", RetryConfig.custom().maxAttempts(5).waitDuration(Duration.ZERO).build());
  private final FailsafeExecutor<Integer> failsafe =
      Failsafe.with(dev.failsafe.RetryPolicy.<Integer>builder().withMaxAttempts(5).build());
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "retry");
            thread.setDaemon(true);
            return thread;
          });

  private int left;

  @TearDown
  public void stop() {
    scheduler.shutdownNow();
  }

  private CompletableFuture<Integer> stage() {
    return left-- > 0 ? CompletableFuture.failedFuture(FAILURE) : Bodies.DONE;
  }

  private Integer value() {
    if (left-- > 0) {
      throw FAILURE;
    }
    return 1;
  }

  @Benchmark
  public Integer corral() {
    left = failures;
    return Corral.retry(this::stage, policy).join();
  }

  /** A loop in a coroutine. */
  @Benchmark
  public int raw() {
    left = failures;
    return RawCombine.retry(this::value, 5);
  }

  @Benchmark
  public Integer resilience4jStage() throws Exception {
    left = failures;
    return resilience.executeCompletionStage(scheduler, this::stage).toCompletableFuture().get();
  }

  /** On this thread, which would sleep between attempts: no future, and no cancellation. */
  @Benchmark
  public Integer resilience4jSync() throws Exception {
    left = failures;
    return resilienceSync.executeCallable(this::value);
  }

  @Benchmark
  public Integer failsafeSync() {
    left = failures;
    return failsafe.get(this::value);
  }
}
