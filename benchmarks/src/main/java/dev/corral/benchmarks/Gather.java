package dev.corral.benchmarks;

import dev.corral.Corral;
import dev.corral.Task;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
 * What does it cost to wait for all of several tasks, or futures of somebody else's, and collect
 * their values?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'Gather' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class Gather {
  @Param({"10", "1000"})
  int tasks;

  /** Futures of somebody else's, which are done while it waits. */
  @Benchmark
  public Object corralForeign() {
    return foreign(
        work -> {
          List<Task<Integer>> all = new ArrayList<>(tasks);
          for (CompletableFuture<Integer> future : work) {
            all.add(Task.observing(future));
          }
          return Corral.gather(all);
        });
  }

  @Benchmark
  public Object allOfForeign() {
    return foreign(
        work ->
            CompletableFuture.allOf(work.toArray(CompletableFuture[]::new))
                .thenApply(x -> work.stream().map(CompletableFuture::join).toList()));
  }

  @Benchmark
  public Object mutinyForeign() {
    return foreign(
        work -> {
          List<Uni<Integer>> all = new ArrayList<>(tasks);
          for (CompletableFuture<Integer> future : work) {
            all.add(Uni.createFrom().completionStage(future));
          }
          return Uni.join().all(all).andFailFast().subscribeAsCompletionStage();
        });
  }

  @Benchmark
  public Object rawForeign() {
    return foreign(RawCombine::gather);
  }

  private Object foreign(
      Function<List<CompletableFuture<Integer>>, CompletableFuture<List<Integer>>> gather) {
    List<CompletableFuture<Integer>> work = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      work.add(new CompletableFuture<>());
    }
    CompletableFuture<List<Integer>> all = gather.apply(work);
    for (CompletableFuture<Integer> future : work) {
      future.complete(1);
    }
    return all.join();
  }

  /** Tasks of its own, done at once. */
  @Benchmark
  public List<Integer> corralOwn() {
    List<Task<Integer>> all = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      all.add(Bodies::stage);
    }
    return Corral.gather(all).join();
  }

  @Benchmark
  public List<Integer> rawOwn() {
    return RawCombine.gatherOwn(tasks);
  }
}
