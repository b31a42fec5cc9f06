package dev.corral.benchmarks;

import dev.corral.Permit;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncSemaphore;
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
 * What does it cost to acquire a lock, or a semaphore, that is free, and to give it back?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'LockUncontended' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class LockUncontended {
  private static final int TIMES = 1000;

  private final AsyncLock lock = new AsyncLock();
  private final AsyncSemaphore semaphore = new AsyncSemaphore(1);
  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Semaphore jdkSemaphore = new Semaphore(1);

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralLock() {
    for (int i = 0; i < TIMES; i++) {
      lock.acquire().join().close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralLockBlocking() throws InterruptedException {
    for (int i = 0; i < TIMES; i++) {
      lock.acquireBlocking().close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralTryLock() {
    for (int i = 0; i < TIMES; i++) {
      lock.tryAcquire().ifPresent(Permit::close);
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int corralWithLock() {
    int sum = 0;
    for (int i = 0; i < TIMES; i++) {
      sum += lock.withLock(Bodies::stage).join();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralSemaphore() {
    for (int i = 0; i < TIMES; i++) {
      semaphore.acquire().join().close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralKotlinLock() {
    CorralSync.lock(TIMES);
  }

  /** In a task, which owns the lock meanwhile. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralKotlinLockInTask() {
    CorralSync.lockInTask(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int corralKotlinWithLock() {
    return CorralSync.withLock(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void corralKotlinSemaphore() {
    CorralSync.acquire(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void rawLock() {
    RawSync.lock(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int rawWithLock() {
    return RawSync.withLock(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void rawSemaphore() {
    RawSync.acquire(TIMES);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void jdkLock() {
    for (int i = 0; i < TIMES; i++) {
      reentrantLock.lock();
      reentrantLock.unlock();
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void jdkSemaphore() {
    for (int i = 0; i < TIMES; i++) {
      jdkSemaphore.acquireUninterruptibly();
      jdkSemaphore.release();
    }
  }
}
