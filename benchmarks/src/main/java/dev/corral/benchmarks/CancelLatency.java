package dev.corral.benchmarks;

import dev.corral.TaskGroup;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
 * How long from the cancellation of a group to the end of the last of its waiting children?
 *
 * <p>The children are started outside the measured time. The bytes are those of both: JMH cannot
 * tell them apart.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'CancelLatency' -prof gc
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class CancelLatency {
  /** Tasks that wait for futures which nobody completes. */
  @State(Scope.Benchmark)
  public static class CorralChildren {
    @Param({"100", "10000"})
    int tasks;

    TaskGroup group;

    @Setup(Level.Invocation)
    public void start() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(tasks);
      group = TaskGroup.open();
      for (int i = 0; i < tasks; i++) {
        group.spawn(
            () -> {
              begun.countDown();
              return new CompletableFuture<>();
            });
      }
      begun.await();
    }
  }

  /** Coroutines that wait for their cancellation. */
  @State(Scope.Benchmark)
  public static class RawChildren {
    @Param({"100", "10000"})
    int tasks;

    RawCancel.Waiting scope;

    @Setup(Level.Invocation)
    public void start() {
      scope = RawCancel.waiting(tasks);
    }
  }

  /** Coroutines that wait for futures which nobody completes. */
  @State(Scope.Benchmark)
  public static class RawAwaiting {
    @Param({"100", "10000"})
    int tasks;

    RawCancel.Waiting scope;

    @Setup(Level.Invocation)
    public void start() {
      scope = RawCancel.awaitingFutures(tasks);
    }
  }

  @Benchmark
  public boolean corral(CorralChildren children) {
    return cancel(children.group);
  }

  @Benchmark
  public void raw(RawChildren children) {
    children.scope.cancelAndJoin();
  }

  @Benchmark
  public void rawFutures(RawAwaiting children) {
    children.scope.cancelAndJoin();
  }

  static boolean cancel(TaskGroup group) {
    group.cancel();
    try {
      group.join();
      return false;
    } catch (CancellationException expected) {
      return true;
    }
  }
}
