package dev.corral.benchmarks;

import dev.corral.CorralFuture;
import dev.corral.pool.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * What does it cost to have jobs run by a pool of two threads, and to wait for all of them?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'PoolRoundTrip' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class PoolRoundTrip {
  private static final int THREADS = 2;

  @Param({"1", "100", "10000"})
  int tasks;

  private ThreadPool pool;
  private ExecutorService executor;

  @Setup
  public void open() {
    pool = ThreadPool.of(THREADS);
    executor = Executors.newFixedThreadPool(THREADS);
  }

  @TearDown
  public void close() {
    pool.close();
    executor.shutdown();
  }

  @Benchmark
  public int corral() {
    List<CorralFuture<Integer>> jobs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      jobs.add(pool.run(Bodies::value));
    }
    int sum = 0;
    for (CorralFuture<Integer> job : jobs) {
      sum += job.join();
    }
    return sum;
  }

  @Benchmark
  public int executor() throws InterruptedException, ExecutionException {
    List<Future<Integer>> jobs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      jobs.add(executor.submit(Bodies::value));
    }
    int sum = 0;
    for (Future<Integer> job : jobs) {
      sum += job.get();
    }
    return sum;
  }

  @Benchmark
  public int completableFuture() {
    List<CompletableFuture<Integer>> jobs = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      jobs.add(CompletableFuture.supplyAsync(Bodies::value, executor));
    }
    int sum = 0;
    for (CompletableFuture<Integer> job : jobs) {
      sum += job.join();
    }
    return sum;
  }

  @Benchmark
  public int raw() {
    return RawPool.sum(executor, tasks);
  }
}
