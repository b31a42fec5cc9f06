package dev.corral.benchmarks;

import dev.corral.Permit;
import dev.corral.sync.AsyncSemaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
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
 * What does a permit cost when eight tasks want two?
 *
 * <p>Each takes one {@code turns} times, first come, first served; all are in line before the first
 * is served, so there is always a line.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'SemaphoreContended' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class SemaphoreContended {
  private static final int TASKS = 8;
  private static final int PERMITS = 2;

  @Param({"100", "10000"})
  int turns;

  /** Each goes on in a callback. */
  @Benchmark
  public void corral() {
    AsyncSemaphore room = new AsyncSemaphore(0);
    List<Turns<Permit>> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      Turns<Permit> task = new Turns<>(turns, room::acquire, Permit::close);
      tasks.add(task);
      task.next();
    }
    for (int i = 0; i < PERMITS; i++) {
      room.release();
    }
    for (Turns<Permit> task : tasks) {
      task.done.join();
    }
  }

  @Benchmark
  public void corralKotlin() {
    CorralSync.contend(TASKS, PERMITS, turns);
  }

  @Benchmark
  public void raw() {
    RawSync.contend(TASKS, PERMITS, turns);
  }

  @Benchmark
  public void jdkThreads() throws InterruptedException {
    contend(Thread::new, turns);
  }

  /** With the JDK's semaphore, by threads. */
  static void contend(ThreadFactory threads, int turns) throws InterruptedException {
    Semaphore room = new Semaphore(0, true);
    List<Thread> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      Thread task =
          threads.newThread(
              () -> {
                for (int turn = 0; turn < turns; turn++) {
                  room.acquireUninterruptibly();
                  room.release();
                }
              });
      tasks.add(task);
      task.start();
    }
    while (room.getQueueLength() < TASKS) {
      Thread.onSpinWait();
    }
    room.release(PERMITS);
    for (Thread task : tasks) {
      task.join();
    }
  }
}
