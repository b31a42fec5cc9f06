package dev.corral.benchmarks;

import dev.corral.Corral;
import dev.corral.Task;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
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
import reactor.core.publisher.Mono;

/**
 * What does it cost to run several asynchronous bodies, take what the first one ends with, and stop
 * the others?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'Race' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class Race {
  @Param({"2", "10"})
  int tasks;

  /** All bodies wait; then the last one to begin is done. */
  @Benchmark
  public Integer corral() {
    List<CompletableFuture<Integer>> work = futures();
    List<Task<Integer>> racers = new ArrayList<>(tasks);
    for (CompletableFuture<Integer> future : work) {
      racers.add(() -> future);
    }
    CompletableFuture<Integer> race = Corral.race(racers);
    work.get(tasks - 1).complete(1);
    return race.join();
  }

  @Benchmark
  public Object anyOf() {
    List<CompletableFuture<Integer>> work = futures();
    CompletableFuture<Object> race =
        CompletableFuture.anyOf(work.toArray(CompletableFuture[]::new));
    work.get(tasks - 1).complete(1);
    Object value = race.join();
    work.forEach(future -> future.cancel(true));
    return value;
  }

  @Benchmark
  public int raw() {
    return RawCombine.race(tasks);
  }

  @Benchmark
  public Integer reactor() {
    List<CompletableFuture<Integer>> work = futures();
    List<Mono<Integer>> racers = new ArrayList<>(tasks);
    for (CompletableFuture<Integer> future : work) {
      racers.add(Mono.fromFuture(future));
    }
    CompletableFuture<Integer> race = Mono.firstWithSignal(racers).toFuture();
    work.get(tasks - 1).complete(1);
    return race.join();
  }

  @Benchmark
  public Integer mutiny() {
    List<CompletableFuture<Integer>> work = futures();
    List<Uni<Integer>> racers = new ArrayList<>(tasks);
    for (CompletableFuture<Integer> future : work) {
      racers.add(Uni.createFrom().completionStage(future));
    }
    CompletableFuture<Integer> race =
        Uni.join().first(racers).toTerminate().subscribeAsCompletionStage();
    work.get(tasks - 1).complete(1);
    return race.join();
  }

  /** All bodies but one block until they are interrupted. */
  @Benchmark
  public Integer corralBlocking() {
    List<Task<Integer>> racers = new ArrayList<>(tasks);
    for (int i = 1; i < tasks; i++) {
      racers.add(Task.blocking(Bodies::blockUntilInterrupted));
    }
    racers.add(Task.blocking(Bodies::value));
    return Corral.<Integer>race(racers).join();
  }

  private List<CompletableFuture<Integer>> futures() {
    List<CompletableFuture<Integer>> futures = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      futures.add(new CompletableFuture<>());
    }
    return futures;
  }
}
