package dev.corral.benchmarks;

import dev.corral.channel.AsyncPriorityQueue;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.PriorityBlockingQueue;
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

/**
 * What does it cost to put elements into a priority queue, in any order, and to get them in theirs?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'PriorityQueueThroughput' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class PriorityQueueThroughput {
  @Param({"1000", "100000"})
  int elements;

  private int[] values;

  @Setup
  public void choose() {
    values = new Random(1).ints(elements).toArray();
  }

  @Benchmark
  public long corral() {
    AsyncPriorityQueue<Integer> queue = AsyncPriorityQueue.unlimited(Comparator.naturalOrder());
    for (int value : values) {
      queue.put(value).join();
    }
    long sum = 0;
    for (int i = 0; i < elements; i++) {
      sum += queue.get().join();
    }
    return sum;
  }

  @Benchmark
  public long corralKotlin() {
    return CorralChannels.ranked(values);
  }

  @Benchmark
  public long jdk() throws InterruptedException {
    PriorityBlockingQueue<Integer> queue = new PriorityBlockingQueue<>();
    for (int value : values) {
      queue.put(value);
    }
    long sum = 0;
    for (int i = 0; i < elements; i++) {
      sum += queue.take();
    }
    return sum;
  }
}
