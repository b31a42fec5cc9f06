package dev.corral.benchmarks;

import dev.corral.stream.AsyncStream;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

/**
 * What does an element cost for which a stage is made, sixteen at once, when the results keep the
 * order of the elements?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'StreamMapAsync' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class StreamMapAsync {
  static final int LIMIT = 16;

  @Param({"1000", "100000"})
  int elements;

  /** Stages that are done when they are returned. */
  @Benchmark
  public long corralDone() {
    return corral(Bodies::stage);
  }

  @Benchmark
  public long corralKotlinDone() {
    return CorralStreams.mapAsync(elements, Bodies::stage);
  }

  @Benchmark
  public long rawDone() {
    return RawStreams.mapAsync(elements, Bodies::stage);
  }

  @Benchmark
  public long reactorDone() {
    return reactor(Bodies::stage);
  }

  @Benchmark
  public long mutinyDone() {
    return mutiny(Bodies::stage);
  }

  @Benchmark
  public long handDone() {
    return hand(Bodies::stage);
  }

  /** Stages that another thread completes. */
  @Benchmark
  public long corralLater() {
    return corral(StreamMapAsync::later);
  }

  @Benchmark
  public long corralKotlinLater() {
    return CorralStreams.mapAsync(elements, StreamMapAsync::later);
  }

  @Benchmark
  public long rawLater() {
    return RawStreams.mapAsync(elements, StreamMapAsync::later);
  }

  @Benchmark
  public long reactorLater() {
    return reactor(StreamMapAsync::later);
  }

  @Benchmark
  public long mutinyLater() {
    return mutiny(StreamMapAsync::later);
  }

  @Benchmark
  public long handLater() {
    return hand(StreamMapAsync::later);
  }

  private static CompletableFuture<Integer> later() {
    return CompletableFuture.supplyAsync(Bodies::value);
  }

  private long corral(Supplier<CompletableFuture<Integer>> stage) {
    return AsyncStream.range(0, elements)
        .mapAsync(LIMIT, element -> stage.get())
        .reduce(0L, Long::sum)
        .join();
  }

  private long reactor(Supplier<CompletableFuture<Integer>> stage) {
    return Flux.range(0, elements)
        .flatMapSequential(element -> Mono.fromFuture(stage.get()), LIMIT)
        .reduce(0L, Long::sum)
        .block();
  }

  /** One at a time: Mutiny keeps the order only so. */
  private long mutiny(Supplier<CompletableFuture<Integer>> stage) {
    return Multi.createFrom()
        .range(0, elements)
        .onItem()
        .transformToUni(element -> Uni.createFrom().completionStage(stage.get()))
        .concatenate()
        .collect()
        .in(() -> new long[1], (sum, result) -> sum[0] += result)
        .await()
        .indefinitely()[0];
  }

  /** A queue of sixteen stages, and a thread that blocks on the first one. */
  private long hand(Supplier<CompletableFuture<Integer>> stage) {
    ArrayDeque<CompletableFuture<Integer>> window = new ArrayDeque<>(LIMIT);
    long sum = 0;
    for (int i = 0; i < elements; i++) {
      if (window.size() == LIMIT) {
        sum += window.remove().join();
      }
      window.add(stage.get());
    }
    for (CompletableFuture<Integer> last : window) {
      sum += last.join();
    }
    return sum;
  }
}
