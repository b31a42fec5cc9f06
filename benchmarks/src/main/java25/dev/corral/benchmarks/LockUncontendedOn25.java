package dev.corral.benchmarks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link LockUncontended} on a virtual thread; run together with it.
 *
 * <pre>{@code
 * java --enable-preview -jar benchmarks/target/benchmarks.jar 'LockUncontended' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class LockUncontendedOn25 {
  private static final int TIMES = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore semaphore = new Semaphore(1);

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void jdkLockVirtualThread() throws InterruptedException {
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; i < TIMES; i++) {
                lock.lock();
                lock.unlock();
              }
            })
        .join();
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void jdkSemaphoreVirtualThread() throws InterruptedException {
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; i < TIMES; i++) {
                semaphore.acquireUninterruptibly();
                semaphore.release();
              }
            })
        .join();
  }
}
