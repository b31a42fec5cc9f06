package dev.corral.benchmarks;

import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long from the cancellation of a group to the end of the last of its blocked children?
 *
 * <p>As many threads as children on every peer. The children are started outside the measured time;
 * the bytes are those of both.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'CancelBlocking' -prof gc
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class CancelBlocking {
  /** Tasks that sleep. */
  @State(Scope.Benchmark)
  public static class CorralChildren {
    private static final GroupOptions MANY_THREADS =
        GroupOptions.defaults().config(CorralConfig.defaults().blockingLimit(2000));

    @Param({"10", "1000"})
    int tasks;

    TaskGroup group;

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(tasks);
      group = TaskGroup.open(MANY_THREADS);
      for (int i = 0; i < tasks; i++) {
        group.spawnAction(() -> sleep(begun));
      }
      begun.await();
    }
  }

  /** Coroutines that sleep in {@code runInterruptible}. */
  @State(Scope.Benchmark)
  public static class RawChildren {
    @Param({"10", "1000"})
    int tasks;

    RawCancel.Waiting scope;

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(tasks);
      scope = RawCancel.blocking(tasks, begun);
      begun.await();
    }
  }

  @Benchmark
  public boolean corral(CorralChildren children) {
    return CancelLatency.cancel(children.group);
  }

  @Benchmark
  public void raw(RawChildren children) {
    children.scope.cancelAndJoin();
  }

  static void sleep(CountDownLatch begun) throws InterruptedException {
    begun.countDown();
    Thread.sleep(3_600_000);
  }
}
