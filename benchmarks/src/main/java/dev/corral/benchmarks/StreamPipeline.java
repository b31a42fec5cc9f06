package dev.corral.benchmarks;

import dev.corral.stream.AsyncStream;
import io.smallrye.mutiny.Multi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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

/**
 * What does an element cost on its way through a range, a map, a filter that lets half of them
 * pass, batches of a hundred, and their sum?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'StreamPipeline' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class StreamPipeline {
  static final int BATCH = 100;

  @Param({"10000", "1000000"})
  int elements;

  @Benchmark
  public long corral() {
    return AsyncStream.range(0, elements)
        .map(StreamPipeline::next)
        .filter(StreamPipeline::isEven)
        .batch(BATCH)
        .reduce(0L, StreamPipeline::plus)
        .join();
  }

  /** Corral's batches of a flow that kotlinx.coroutines made. */
  @Benchmark
  public long corralKotlin() {
    return CorralStreams.pipeline(elements);
  }

  /** Corral's batches alone, made of a flow of kotlinx.coroutines. */
  @Benchmark
  public long corralKotlinBatches() {
    return CorralStreams.batches(elements);
  }

  @Benchmark
  public long raw() {
    return RawStreams.pipeline(elements);
  }

  @Benchmark
  public long rawBatches() {
    return RawStreams.batches(elements);
  }

  @Benchmark
  public long reactor() {
    return Flux.range(0, elements)
        .map(i -> next(i.longValue()))
        .filter(StreamPipeline::isEven)
        .buffer(BATCH)
        .reduce(0L, StreamPipeline::plus)
        .block();
  }

  @Benchmark
  public long mutiny() {
    return Multi.createFrom()
        .range(0, elements)
        .map(i -> next(i.longValue()))
        .filter(StreamPipeline::isEven)
        .group()
        .intoLists()
        .of(BATCH)
        .collect()
        .in(() -> new long[1], (sum, batch) -> sum[0] = plus(sum[0], batch))
        .await()
        .indefinitely()[0];
  }

  /** Without the batches, which it has not got. */
  @Benchmark
  public long javaStream() {
    return LongStream.range(0, elements)
        .boxed()
        .map(StreamPipeline::next)
        .filter(StreamPipeline::isEven)
        .reduce(0L, Long::sum);
  }

  /** The same objects, without anything between them. */
  @Benchmark
  public long hand() {
    long sum = 0;
    List<Long> batch = new ArrayList<>(BATCH);
    for (long i = 0; i < elements; i++) {
      Long element = next(i);
      if (isEven(element)) {
        batch.add(element);
        if (batch.size() == BATCH) {
          sum = plus(sum, batch);
          batch = new ArrayList<>(BATCH);
        }
      }
    }
    return plus(sum, batch);
  }

  static Long next(Long element) {
    return element + 1;
  }

  static boolean isEven(Long element) {
    return element % 2 == 0;
  }

  static Long plus(Long sum, List<Long> batch) {
    long all = sum;
    for (Long element : batch) {
      all += element;
    }
    return all;
  }
}
