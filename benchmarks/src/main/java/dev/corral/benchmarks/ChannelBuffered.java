package dev.corral.benchmarks;

import dev.corral.channel.AsyncQueue;
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
 * What does an element cost on its way through a queue with room for sixteen, from one task to
 * another?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'ChannelBuffered' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class ChannelBuffered {
  @Param({"1000", "100000"})
  int elements;

  /** Each side goes on in a callback when it had to wait. */
  @Benchmark
  public void corral() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(16);
    Turns<?> putter = new Turns<>(elements, () -> queue.put(Bodies.value()), none -> {});
    Turns<?> getter = new Turns<>(elements, queue::get, element -> {});
    putter.next();
    getter.next();
    putter.done.join();
    getter.done.join();
  }

  @Benchmark
  public long corralKotlin() {
    return CorralChannels.oneToOne(16, elements);
  }

  @Benchmark
  public long raw() {
    return RawChannels.oneToOne(16, elements);
  }
}
