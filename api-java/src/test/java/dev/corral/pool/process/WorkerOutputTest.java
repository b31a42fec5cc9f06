package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.pool.ProcessPool;
import dev.corral.pool.WhenFull;
import dev.corral.pool.WorkerDiedException;
import dev.corral.pool.WorkerOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What jobs print, and pools that are full or whose workers do not start. */
@Timeout(60)
class WorkerOutputTest {
  @Test
  void whatAJobPrintsIsToldLineByLineBeforeItsFutureIsDone() {
    ConcurrentLinkedQueue<WorkerOutput> told = new ConcurrentLinkedQueue<>();
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("printer").onOutput(told::add))) {
      int length =
          pool.run(
                  () -> {
                    String line = "a line";
                    System.out.println(line);
                    System.out.print("no end of line, ü");
                    return line.length();
                  })
              .join();
      assertThat(length).isEqualTo(6);
      assertThat(told)
          .containsExactly(
              new WorkerOutput("printer-1", false, "a line"),
              new WorkerOutput("printer-1", false, "no end of line, ü"));
      told.clear();
      pool.runAction(() -> System.err.println("a complaint")).join();
    }
    // The other stream has no place in the order; all of it is told before the pool has ended.
    assertThat(told).contains(new WorkerOutput("printer-1", true, "a complaint"));
  }

  @Test
  void aHandlerThatFailsFailsNoJob() {
    try (ProcessPool pool =
        ProcessPool.of(
            1,
            Workers.named("printer")
                .onOutput(
                    output -> {
                      throw new IllegalStateException(
                          "a handler's own failure, as this test has it");
                    }))) {
      assertThat(
              pool.run(
                      () -> {
                        System.out.println("line");
                        return 1;
                      })
                  .join())
          .isEqualTo(1);
    }
  }

  @Test
  void aWorkerThatDoesNotStartInTimeFailsTheJobThatNeedsIt() {
    try (ProcessPool pool =
        ProcessPool.of(1, Workers.named("slow").startTimeout(Duration.ofNanos(1)))) {
      assertThatThrownBy(() -> pool.run(() -> 1).joinOrThrow())
          .isInstanceOf(WorkerDiedException.class)
          .hasMessageContaining("slow-1")
          .hasMessageContaining("startTimeout");
      assertThat(pool.statistics().failed()).isEqualTo(1);
    }
  }

  @Test
  void aFullPoolRefuses() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    try (ProcessPool pool =
        ProcessPool.of(
            1,
            Workers.named("full")
                .queueCapacity(1)
                .whenFull(WhenFull.REJECT)
                .onOutput(output -> begun.countDown()))) {
      CorralFuture<Integer> first =
          pool.run(
              () -> {
                System.out.println("begun");
                System.out.flush();
                new CountDownLatch(1).await();
                return 1;
              });
      begun.await();
      CorralFuture<Integer> second = pool.run(() -> 2);
      CorralFuture<Integer> third = pool.run(() -> 3);
      assertThatThrownBy(third::joinOrThrow)
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("full");
      first.cancel();
      assertThat(second.join()).isEqualTo(2);
      assertThat(List.of(first.isCancelled(), third.isCompletedExceptionally()))
          .containsExactly(true, true);
      assertThat(pool.statistics().refused()).isEqualTo(1);
    }
  }
}
