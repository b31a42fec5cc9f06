package dev.corral.benchmarks;

import static dev.corral.benchmarks.Bodies.DONE;

import dev.corral.TaskGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a group of trivial tasks cost where no thread waits for it?
 *
 * <p>Rounds follow each other: the completion of a group, observed by a callback or a suspended
 * coroutine, opens the next one. One operation is one group; the wait for the last is a hundredth
 * of a wake-up in each.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'SpawnObserved' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class SpawnObserved {
  private static final int ROUNDS = 100;

  @Param({"1", "10", "1000"})
  int tasks;

  /**
   * The callback is attached at once: it runs on a callback thread, or here if the group is done.
   */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void corral() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    corralRound(ROUNDS, last);
    last.await();
  }

  private void corralRound(int left, CountDownLatch last) {
    TaskGroup.run(
            group -> {
              for (int i = 0; i < tasks; i++) {
                group.spawn(Bodies::stage);
              }
              return DONE;
            })
        .thenRun(() -> next(left, last));
  }

  private void next(int left, CountDownLatch last) {
    if (left == 1) {
      last.countDown();
    } else {
      corralRound(left - 1, last);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void raw() {
    RawSpawn.joinSuspended(ROUNDS, tasks);
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void completableFuture() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    futureRound(ROUNDS, last);
    last.await();
  }

  private void futureRound(int left, CountDownLatch last) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      all[i] = CompletableFuture.supplyAsync(Bodies::value);
    }
    CompletableFuture.allOf(all)
        .thenRun(
            () -> {
              if (left == 1) {
                last.countDown();
              } else {
                futureRound(left - 1, last);
              }
            });
  }
}
