package dev.corral.benchmarks;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
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
 * {@link SelectQueues} on virtual threads; run together with it.
 *
 * <pre>{@code
 * java --enable-preview -jar benchmarks/target/benchmarks.jar 'SelectQueues' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class SelectQueuesOn25 {
  @Param({"1000", "100000"})
  int elements;

  @Benchmark
  public long joxVirtualThreads() throws InterruptedException {
    Channel<Integer> left = Channel.newBufferedChannel(16);
    Channel<Integer> right = Channel.newBufferedChannel(16);
    Thread.ofVirtual().start(() -> putAll(left));
    Thread.ofVirtual().start(() -> putAll(right));
    long[] sum = {0};
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int i = 0; i < 2 * elements; i++) {
                  sum[0] += Select.select(left.receiveClause(), right.receiveClause());
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .join();
    return sum[0];
  }

  private void putAll(Channel<Integer> channel) {
    try {
      for (int i = 0; i < elements; i++) {
        channel.send(1);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
