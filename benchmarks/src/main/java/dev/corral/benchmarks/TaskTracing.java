package dev.corral.benchmarks;

import dev.corral.TaskGroup;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.Tracking;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do notes for the tree of tasks cost a group of a thousand trivial ones?
 *
 * <p>{@code OFF} was never on in its process.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'TaskTracing' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TaskTracing {
  private static final int TASKS = 1000;

  @Param Tracking tracking;

  @Setup
  public void track() {
    TaskTree.track(tracking);
  }

  @TearDown
  public void stop() {
    TaskTree.track(Tracking.OFF);
  }

  @Benchmark
  public void spawn() {
    try (TaskGroup group = TaskGroup.open()) {
      for (int i = 0; i < TASKS; i++) {
        group.spawn(Bodies::stage);
      }
      group.join();
    }
  }
}
