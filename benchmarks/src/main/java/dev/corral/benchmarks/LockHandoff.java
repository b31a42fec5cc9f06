package dev.corral.benchmarks;

import dev.corral.Permit;
import dev.corral.sync.AsyncLock;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 * What does it cost two tasks to pass one lock back and forth, each waiting while the other has it?
 *
 * <p>Each takes it {@code turns} times, first come, first served.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'LockHandoff' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class LockHandoff {
  @Param({"100", "10000"})
  int turns;

  /** Each goes on in a callback. */
  @Benchmark
  public void corral() {
    AsyncLock baton = new AsyncLock();
    pass(
        baton,
        new Turns<>(turns, baton::acquire, Permit::close),
        new Turns<>(turns, baton::acquire, Permit::close));
  }

  /** Each turn a task that runs with the lock. */
  @Benchmark
  public void corralWithLock() {
    AsyncLock baton = new AsyncLock();
    pass(
        baton,
        new Turns<>(turns, () -> baton.withLock(Bodies::stage), value -> {}),
        new Turns<>(turns, () -> baton.withLock(Bodies::stage), value -> {}));
  }

  private static void pass(AsyncLock baton, Turns<?> one, Turns<?> other) {
    Permit held = baton.acquire().join();
    one.next();
    other.next();
    held.close();
    one.done.join();
    other.done.join();
  }

  @Benchmark
  public void corralKotlin() {
    CorralSync.handOff(turns);
  }

  /** By tasks, each of which owns the lock while it has it. */
  @Benchmark
  public void corralKotlinTasks() {
    CorralSync.handOffByTasks(turns);
  }

  @Benchmark
  public void raw() {
    RawSync.handOff(turns);
  }

  @Benchmark
  public void jdkThreads() throws InterruptedException {
    handOff(Thread::new, turns);
  }

  /** With the JDK's lock, by two threads. */
  static void handOff(ThreadFactory threads, int turns) throws InterruptedException {
    ReentrantLock baton = new ReentrantLock(true);
    Runnable taking =
        () -> {
          for (int i = 0; i < turns; i++) {
            baton.lock();
            baton.unlock();
          }
        };
    baton.lock();
    Thread one = threads.newThread(taking);
    Thread other = threads.newThread(taking);
    one.start();
    other.start();
    while (baton.getQueueLength() < 2) {
      Thread.onSpinWait();
    }
    baton.unlock();
    one.join();
    other.join();
  }
}
