package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.pool.ProcessPool;
import dev.corral.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are cancelled, in real processes. */
@Timeout(120)
class WorkerCancellationTest {
  @RegisterExtension final Remains remains = new Remains();

  @TempDir private Path directory;

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Writes the file {@code name} in one step. */
  private static void say(String name, Object text) throws IOException {
    Path part = Path.of(name + ".part");
    Files.writeString(part, text.toString());
    Files.move(part, Path.of(name));
  }

  private static String hear(String name) throws IOException {
    Await.until(() -> Files.exists(Path.of(name)));
    return Files.readString(Path.of(name));
  }

  private static void block() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void aJobThatObeysLeavesItsWorkerToTheNextOne() throws Exception {
    String begun = file("begun");
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("obeys").grace(Duration.ofDays(1)))) {
      long pid = pool.run(WorkerCancellationTest::pid).join();
      CorralFuture<Void> job =
          pool.runAction(
              () -> {
                say(begun, pid());
                block();
              });
      hear(begun);
      job.cancel(true);
      assertThatThrownBy(job::join).isInstanceOf(CancellationException.class);
      assertThat(pool.run(WorkerCancellationTest::pid).join()).isEqualTo(pid);
      assertThat(pool.run(Thread::interrupted).join()).isFalse();
      assertThat(pool.statistics().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void aJobThatDoesNotObeyIsKilledWithWhatItBegan() throws Exception {
    String begun = file("begun");
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("deaf").grace(Duration.ofMillis(50)))) {
      CorralFuture<Void> job =
          pool.runAction(
              () -> {
                Process child = new ProcessBuilder("sleep", "1000").start();
                say(begun, pid() + " " + child.pid());
                spin();
              });
      String[] pids = hear(begun).split(" ");
      job.cancel(true);
      assertThatThrownBy(job::join).isInstanceOf(CancellationException.class);
      // Done means ended.
      assertThat(ProcessHandle.of(Long.parseLong(pids[0])).filter(ProcessHandle::isAlive))
          .isEmpty();
      Await.until(
          () -> ProcessHandle.of(Long.parseLong(pids[1])).filter(ProcessHandle::isAlive).isEmpty());
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    }
  }

  @Test
  void aDeadlineKillsToo() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("late").grace(Duration.ZERO))) {
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
      assertThatThrownBy(
              () ->
                  Corral.failAfter(
                          Duration.ofMillis(100),
                          () -> pool.runAction(WorkerCancellationTest::spin))
                      .joinOrThrow())
          .isInstanceOf(TimeoutException.class);
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    }
  }

  @Test
  void aValueThatIsReturnedAllTheSameCounts() throws Exception {
    String begun = file("begun");
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("value"))) {
      CorralFuture<Integer> job =
          pool.run(
              () -> {
                say(begun, 1);
                try {
                  block();
                } catch (InterruptedException e) {
                  return 7;
                }
                return 8;
              });
      hear(begun);
      job.cancel(true);
      assertThat(job.join()).isEqualTo(7);
    }
  }

  @Test
  void anInterruptOfTheJobsOwnIsAFailure() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("own"))) {
      assertThatThrownBy(
              () ->
                  pool.run(
                          () -> {
                            throw new InterruptedException("my own");
                          })
                      .joinOrThrow())
          .isInstanceOf(InterruptedException.class)
          .hasMessage("my own");
    }
  }

  @Test
  void aWorkerWhereACancelledJobLeftAThreadIsNotUsedAgain() throws Exception {
    String begun = file("begun");
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("left").grace(Duration.ofDays(1)))) {
      CorralFuture<Void> job =
          pool.runAction(
              () -> {
                new Thread(WorkerCancellationTest::spin).start();
                say(begun, pid());
                block();
              });
      long pid = Long.parseLong(hear(begun));
      job.cancel(true);
      assertThatThrownBy(job::join).isInstanceOf(CancellationException.class);
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(pool.run(WorkerCancellationTest::pid).join()).isNotEqualTo(pid);
    }
  }

  @Test
  void aJobThatWaitsIsDoneOnTheSpot() throws Exception {
    String begun = file("begun");
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("waits"))) {
      CorralFuture<Void> first =
          pool.runAction(
              () -> {
                say(begun, 1);
                block();
              });
      List<CorralFuture<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(pool.run(() -> 1));
      }
      hear(begun);
      for (CorralFuture<Integer> job : waiting) {
        job.cancel(true);
        assertThat(job.isCancelled()).isTrue();
      }
      first.cancel(true);
      assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
      assertThat(pool.statistics().cancelled()).isEqualTo(101);
    }
  }

  @Test
  void closeNowEndsWhatRuns() throws Exception {
    String begun = file("begun");
    ProcessPool pool = ProcessPool.of(2, Workers.named("closed").grace(Duration.ofMillis(20)));
    CorralFuture<Void> job =
        pool.runAction(
            () -> {
              say(begun, 1);
              spin();
            });
    hear(begun);
    pool.closeNow();
    assertThat(job.isDone()).isTrue();
    assertThat(pool.ended().isDone()).isTrue();
  }

  @Test
  void manyCancellationsAtRandomMomentsLeaveTheWorkerUsable() {
    try (ProcessPool pool = ProcessPool.of(2, Workers.named("many").grace(Duration.ofDays(1)))) {
      java.util.Random random = new java.util.Random(7);
      pool.run(() -> 1).join();
      int values = 0;
      for (int i = 0; i < 600; i++) {
        int number = i;
        CorralFuture<Integer> job =
            pool.run(
                () -> {
                  if (number % 2 == 0) {
                    new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
                  }
                  return number;
                });
        long until = System.nanoTime() + random.nextInt(1_500_000);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        job.cancel(true);
        try {
          assertThat(job.join()).isEqualTo(i);
          values++;
        } catch (CancellationException e) {
          assertThat(job.isCancelled()).isTrue();
        }
        if (i % 10 == 0) {
          assertThat(pool.run(Thread::interrupted).join()).isFalse();
        }
      }
      System.out.println("values in spite of a cancellation: " + values);
    }
  }
}
