package dev.corral.benchmarks;

import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.TaskGroup;
import dev.corral.sync.AsyncLock;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to have note taken of what has to be closed: of nothing, of one in 64, of all?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'LeakTracking' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class LeakTracking {
  private static final int TIMES = 1000;

  @Param({"OFF", "SAMPLED", "ALL"})
  LeakLevel level;

  private final AsyncLock lock = new AsyncLock("lock");
  private GroupOptions options;

  @Setup
  public void configure() {
    options = GroupOptions.defaults().config(CorralConfig.defaults().trackingLeaks(level));
  }

  /** As code of one task. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void lock() {
    TaskGroup.runAll(
            options,
            group -> {
              for (int i = 0; i < TIMES; i++) {
                lock.acquire().join().close();
              }
            })
        .join();
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void group() {
    for (int i = 0; i < TIMES; i++) {
      TaskGroup.open(options).close();
    }
  }
}
