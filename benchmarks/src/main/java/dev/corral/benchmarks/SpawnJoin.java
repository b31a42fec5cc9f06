package dev.corral.benchmarks;

import static dev.corral.benchmarks.Bodies.DONE;

import dev.corral.TaskGroup;
import java.util.concurrent.CompletableFuture;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What does a group of trivial tasks cost a caller that blocks until it has ended?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'SpawnJoin' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class SpawnJoin {
  @Param({"1", "10", "1000", "100000"})
  int tasks;

  @Benchmark
  public Integer corralRun() {
    return TaskGroup.run(
            group -> {
              for (int i = 0; i < tasks; i++) {
                group.spawn(Bodies::stage);
              }
              return DONE;
            })
        .join();
  }

  @Benchmark
  public void corralOpen() {
    try (TaskGroup group = TaskGroup.open()) {
      for (int i = 0; i < tasks; i++) {
        group.spawn(Bodies::stage);
      }
      group.join();
    }
  }

  @Benchmark
  public void raw() {
    RawSpawn.joinBlocking(tasks);
  }

  @Benchmark
  public void completableFuture() {
    CompletableFuture<?>[] all = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      all[i] = CompletableFuture.supplyAsync(Bodies::value);
    }
    CompletableFuture.allOf(all).join();
  }

  @Benchmark
  public Integer reactorFlatMap() {
    return Flux.range(0, tasks)
        .flatMap(i -> Mono.fromCallable(Bodies::value).subscribeOn(Schedulers.parallel()))
        .blockLast();
  }
}
