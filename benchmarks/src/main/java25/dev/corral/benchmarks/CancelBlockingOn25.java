package dev.corral.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * {@link CancelBlocking} for peers that need JDK 25; run together with it.
 *
 * <p>A StructuredTaskScope belongs to the thread that opened it and has no way to start its
 * children outside the measured time; it is not here.
 *
 * <pre>{@code
 * java --enable-preview -jar benchmarks/target/benchmarks.jar 'CancelBlocking' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class CancelBlockingOn25 {
  @Param({"10", "1000"})
  int tasks;

  private ExecutorService executor;

  @Setup(Level.Invocation)
  public void start() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    executor = Executors.newVirtualThreadPerTaskExecutor();
    for (int i = 0; i < tasks; i++) {
      executor.submit(
          () -> {
            CancelBlocking.sleep(begun);
            return 1;
          });
    }
    begun.await();
  }

  @Benchmark
  public void virtualThreads() {
    executor.shutdownNow();
    executor.close();
  }
}
