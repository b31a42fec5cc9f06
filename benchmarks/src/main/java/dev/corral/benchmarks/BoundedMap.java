package dev.corral.benchmarks;

import dev.corral.Corral;
import java.util.Collections;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What does a trivial function of many items cost, for eight of them at once?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'BoundedMap' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class BoundedMap {
  private static final int LIMIT = 8;

  @Param({"1000", "100000"})
  int tasks;

  private List<Integer> items = List.of();

  @Setup
  public void makeItems() {
    items = Collections.nCopies(tasks, 1);
  }

  @Benchmark
  public List<Integer> corral() {
    return Corral.mapAsync(items, LIMIT, item -> Bodies.stage()).join();
  }

  /** Read by one worker at a time. */
  @Benchmark
  public List<Integer> corralIterable() {
    return Corral.<Integer, Integer>mapAsync(items::iterator, LIMIT, item -> Bodies.stage()).join();
  }

  /** A coroutine an item, without a limit: the yardstick. */
  @Benchmark
  public List<Integer> raw() {
    return RawCombine.mapEach(items);
  }

  @Benchmark
  public List<Integer> rawSemaphore() {
    return RawCombine.mapBounded(items, LIMIT);
  }

  @Benchmark
  public List<Integer> reactor() {
    return Flux.fromIterable(items)
        .flatMapSequential(
            item -> Mono.fromCallable(Bodies::value).subscribeOn(Schedulers.parallel()), LIMIT)
        .collectList()
        .block();
  }
}
