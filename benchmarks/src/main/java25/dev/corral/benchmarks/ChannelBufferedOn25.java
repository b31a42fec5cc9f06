package dev.corral.benchmarks;

import com.softwaremill.jox.Channel;
import dev.corral.channel.AsyncQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
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
 * {@link ChannelBuffered} between two virtual threads; run together with it.
 *
 * <pre>{@code
 * java --enable-preview -jar benchmarks/target/benchmarks.jar 'ChannelBuffered' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class ChannelBufferedOn25 {
  @Param({"1000", "100000"})
  int elements;

  @Benchmark
  public void corralVirtualThreads() throws InterruptedException {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(16);
    oneToOne(
        () -> {
          queue.putBlocking(1);
          return null;
        },
        queue::getBlocking);
  }

  @Benchmark
  public void joxVirtualThreads() throws InterruptedException {
    Channel<Integer> queue = Channel.newBufferedChannel(16);
    oneToOne(
        () -> {
          queue.send(1);
          return null;
        },
        queue::receive);
  }

  @Benchmark
  public void jdkVirtualThreads() throws InterruptedException {
    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(16);
    oneToOne(
        () -> {
          queue.put(1);
          return null;
        },
        queue::take);
  }

  private void oneToOne(Callable<?> put, Callable<?> get) throws InterruptedException {
    Thread putter = Thread.ofVirtual().start(() -> repeat(put));
    Thread getter = Thread.ofVirtual().start(() -> repeat(get));
    putter.join();
    getter.join();
  }

  private void repeat(Callable<?> step) {
    try {
      for (int i = 0; i < elements; i++) {
        step.call();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
