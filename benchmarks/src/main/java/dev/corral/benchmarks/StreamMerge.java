package dev.corral.benchmarks;

import dev.corral.stream.AsyncStream;
import dev.corral.stream.MergeUntil;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * What does an element cost that comes from one of four sources at once?
 *
 * <p>The sources run at the same time where a library has them do so: each gives a quarter of the
 * elements, as fast as they are taken.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'StreamMerge' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class StreamMerge {
  static final int SOURCES = 4;

  @Param({"10000", "1000000"})
  int elements;

  @Benchmark
  public long corral() {
    List<AsyncStream<Long>> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(AsyncStream.range(0, each()));
    }
    return AsyncStream.<Long>merge(MergeUntil.ALL, sources).reduce(0L, Long::sum).join();
  }

  @Benchmark
  public long raw() {
    return RawStreams.merge(each());
  }

  @Benchmark
  public long reactor() {
    List<Flux<Integer>> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(Flux.range(0, each()).subscribeOn(Schedulers.parallel()));
    }
    return Flux.merge(sources).reduce(0L, Long::sum).block();
  }

  /** One after the other on the calling thread: what Reactor does by itself. */
  @Benchmark
  public long reactorHere() {
    List<Flux<Integer>> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(Flux.range(0, each()));
    }
    return Flux.merge(sources).reduce(0L, Long::sum).block();
  }

  @Benchmark
  public long mutiny() {
    List<Multi<Integer>> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(
          Multi.createFrom()
              .range(0, each())
              .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }
    return Multi.createBy()
        .merging()
        .streams(sources)
        .collect()
        .in(() -> new long[1], (sum, element) -> sum[0] += element)
        .await()
        .indefinitely()[0];
  }

  private int each() {
    return elements / SOURCES;
  }
}
