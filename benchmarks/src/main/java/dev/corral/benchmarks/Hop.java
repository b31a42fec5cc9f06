package dev.corral.benchmarks;

import dev.corral.Corral;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one hop from a worker to a thread for blocking code, and back, cost?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'Hop' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class Hop {
  private static final int HOPS = 1000;

  /** Back is a callback thread. */
  @Benchmark
  @OperationsPerInvocation(HOPS)
  public Integer corral() {
    return Corral.<Integer>submit(() -> new Chain().next(HOPS)).join();
  }

  /** The worker waits, and so is back on its own thread. */
  @Benchmark
  @OperationsPerInvocation(HOPS)
  public Integer corralJoin() {
    return Corral.<Integer>submit(
            () -> {
              int sum = 0;
              for (int i = 0; i < HOPS; i++) {
                sum += Corral.toThread(Bodies::value).join();
              }
              return CompletableFuture.completedFuture(sum);
            })
        .join();
  }

  @Benchmark
  @OperationsPerInvocation(HOPS)
  public int raw() {
    return RawHop.hops(HOPS);
  }

  private static final class Chain {
    private final CompletableFuture<Integer> last = new CompletableFuture<>();
    private int sum;

    CompletableFuture<Integer> next(int left) {
      if (left == 0) {
        last.complete(sum);
      } else {
        Corral.<Integer>toThread(Bodies::value)
            .thenAccept(
                value -> {
                  sum += value;
                  next(left - 1);
                });
      }
      return last;
    }
  }
}
