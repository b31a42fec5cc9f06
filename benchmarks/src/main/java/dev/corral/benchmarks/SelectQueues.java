package dev.corral.benchmarks;

import dev.corral.channel.AsyncQueue;
import dev.corral.channel.Select;
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
 * What does it cost to get elements from whichever of two queues has one?
 *
 * <p>Each of two tasks puts {@code elements}, with room for sixteen; a third one gets them all.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'SelectQueues' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class SelectQueues {
  @Param({"1000", "100000"})
  int elements;

  /** Each side goes on in a callback when it had to wait. */
  @Benchmark
  public void corral() {
    AsyncQueue<Integer> left = AsyncQueue.bounded(16);
    AsyncQueue<Integer> right = AsyncQueue.bounded(16);
    Turns<?> leftPutter = new Turns<>(elements, () -> left.put(Bodies.value()), none -> {});
    Turns<?> rightPutter = new Turns<>(elements, () -> right.put(Bodies.value()), none -> {});
    Turns<?> getter =
        new Turns<Integer>(
            2 * elements,
            () -> Select.of(left.onGet(element -> element), right.onGet(element -> element)),
            element -> {});
    leftPutter.next();
    rightPutter.next();
    getter.next();
    getter.done.join();
  }

  @Benchmark
  public long corralKotlin() {
    return CorralSelect.ofTwo(elements);
  }

  @Benchmark
  public long raw() {
    return RawSelect.ofTwo(elements);
  }
}
