package dev.corral.benchmarks;

import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a group of bodies that block for one millisecond each cost?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'BlockingFanOut' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class BlockingFanOut {
  private static final GroupOptions LIMIT_64 =
      GroupOptions.defaults()
          .config(CorralConfig.defaults().virtualThreads(false).blockingLimit(64));

  @Param({"10", "1000"})
  int tasks;

  @Benchmark
  public void corral() {
    fanOut(GroupOptions.defaults());
  }

  /** On platform threads, as many as raw takes. */
  @Benchmark
  public void corralLimit64() {
    fanOut(LIMIT_64);
  }

  private void fanOut(GroupOptions options) {
    try (TaskGroup group = TaskGroup.open(options)) {
      for (int i = 0; i < tasks; i++) {
        group.spawnBlocking(Bodies::blockOneMilli);
      }
      group.join();
    }
  }

  @Benchmark
  public void raw() {
    RawBlocking.fanOut(tasks);
  }

  /** As many threads as Corral takes on a JDK without virtual threads. */
  @Benchmark
  public void rawLimit256() {
    RawBlocking.fanOut256(tasks);
  }
}
