package dev.corral.benchmarks;

import static dev.corral.benchmarks.Bodies.DONE;

import dev.corral.TaskGroup;
import dev.corral.diagnostics.CorralMetrics;
import dev.corral.diagnostics.ObservedTasks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
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
 * What do metrics cost a group of a hundred trivial tasks, and what do observations, with a handler
 * that does nothing?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'MetricsCost' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class MetricsCost {
  private static final int TASKS = 100;

  /** Who follows the tasks. */
  public enum Followers {
    NONE,
    METRICS,
    OBSERVATIONS
  }

  @Param Followers followers;

  private AutoCloseable following;

  /** Begins what follows the tasks. */
  @Setup
  public void follow() {
    following =
        switch (followers) {
          case NONE -> () -> {};
          case METRICS -> {
            CorralMetrics metrics = new CorralMetrics();
            metrics.bindTo(new SimpleMeterRegistry());
            yield metrics;
          }
          case OBSERVATIONS -> {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(new Deaf());
            yield ObservedTasks.with(registry);
          }
        };
  }

  @TearDown
  public void unfollow() throws Exception {
    following.close();
  }

  @Benchmark
  public Integer group() {
    return TaskGroup.run(
            group -> {
              for (int i = 0; i < TASKS; i++) {
                group.spawn("task", Bodies::stage);
              }
              return DONE;
            })
        .join();
  }

  private static final class Deaf implements ObservationHandler<Observation.Context> {
    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }
}
