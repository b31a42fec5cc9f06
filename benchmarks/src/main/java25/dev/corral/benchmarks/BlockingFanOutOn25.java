package dev.corral.benchmarks;

import com.softwaremill.jox.structured.Scopes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope;
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
 * {@link BlockingFanOut} for peers that need JDK 25; run together with it.
 *
 * <pre>{@code
 * java --enable-preview -jar benchmarks/target/benchmarks.jar 'BlockingFanOut' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class BlockingFanOutOn25 {
  @Param({"10", "1000"})
  int tasks;

  @Benchmark
  public void virtualThreads() {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < tasks; i++) {
        executor.submit(Bodies::blockOneMilli);
      }
    }
  }

  @Benchmark
  public void structuredTaskScope() throws InterruptedException {
    try (var scope = StructuredTaskScope.open()) {
      for (int i = 0; i < tasks; i++) {
        scope.fork(Bodies::blockOneMilli);
      }
      scope.join();
    }
  }

  @Benchmark
  public Integer jox() throws InterruptedException {
    return Scopes.supervised(
        scope -> {
          for (int i = 0; i < tasks; i++) {
            scope.forkUser(Bodies::blockOneMilli);
          }
          return 1;
        });
  }
}
