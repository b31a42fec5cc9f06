package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.CorralFuture;
import dev.corral.pool.ProcessPool;
import dev.corral.pool.WorkerDiedException;
import dev.corral.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, in real processes. */
@Timeout(120)
class WorkerDeathTest {
  @RegisterExtension final Remains remains = new Remains();

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static WorkerDiedException died(CorralFuture<?> future) {
    return catchThrowableOfType(WorkerDiedException.class, future::joinOrThrow);
  }

  @Test
  void aJobThatExitsFailsAloneAndAFreshWorkerTakesThePlace() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("exits"))) {
      long first = pool.run(WorkerDeathTest::pid).join();
      WorkerDiedException death =
          died(
              pool.run(
                  () -> {
                    System.out.println("the last words");
                    System.err.println("a complaint");
                    System.exit(42);
                    return 0;
                  }));
      assertThat(death.exitCode()).isEqualTo(42);
      assertThat(death.lastOutput()).contains("the last words").contains("a complaint");
      assertThat(death).hasMessageContaining("exits-1").hasMessageContaining("exit code 42");
      assertThat(pool.run(WorkerDeathTest::pid).join()).isNotEqualTo(first);
    }
  }

  @Test
  void aJobThatRunsOutOfMemoryEndsItsWorker() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("memory").heap("32m"))) {
      WorkerDiedException death =
          died(
              pool.run(
                  () -> {
                    List<long[]> all = new ArrayList<>();
                    while (true) {
                      all.add(new long[100_000]);
                    }
                  }));
      assertThat(death.exitCode()).isEqualTo(3);
      assertThat(death.lastOutput()).contains("OutOfMemoryError");
      WorkerDiedException thrown =
          died(
              pool.run(
                  () -> {
                    throw new OutOfMemoryError("of my own");
                  }));
      assertThat(thrown.lastOutput()).contains("of my own");
      assertThat(pool.run(() -> Runtime.getRuntime().maxMemory() >> 20).join()).isLessThan(33);
    }
  }

  @Test
  void anIdleWorkerThatIsKilledFailsNothing() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("idle"))) {
      for (int i = 0; i < 5; i++) {
        kill(pool.run(WorkerDeathTest::pid).join());
        assertThat(pool.run(() -> 1).join()).isEqualTo(1);
      }
    }
  }

  @Test
  void aBusyWorkerThatIsKilledFailsItsJob(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pid");
    String name = file.toString();
    try (ProcessPool pool = ProcessPool.of(2, Workers.named("busy"))) {
      CorralFuture<Long> other = pool.run(WorkerDeathTest::pid);
      CorralFuture<Integer> busy =
          pool.run(
              () -> {
                Path part = Path.of(name + ".part");
                Files.writeString(part, Long.toString(pid()));
                Files.move(part, Path.of(name));
                while (true) {
                  Thread.onSpinWait();
                }
              });
      Await.until(() -> Files.exists(file));
      kill(Long.parseLong(Files.readString(file)));
      assertThat(died(busy).exitCode()).isEqualTo(137);
      assertThat(other.join()).isPositive();
      assertThat(pool.statistics().failed()).isEqualTo(1);
    }
  }

  @Test
  void aFlagThatTheJvmDoesNotKnowFailsTheJobThatAsked() {
    for (boolean isWarm : new boolean[] {false, true}) {
      var options = Workers.named("flags").jvmArgs("-XX:+NoSuchFlag");
      try (ProcessPool pool = ProcessPool.of(1, isWarm ? options.warm() : options)) {
        WorkerDiedException death = died(pool.run(() -> 1));
        assertThat(death).hasMessageContaining("did not start").hasMessageContaining("NoSuchFlag");
        assertThat(death.exitCode()).isEqualTo(1);
        assertThat(died(pool.run(() -> 1)).lastOutput()).contains("NoSuchFlag");
      }
    }
  }

  @Test
  void workersAreRecycled() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("recycled").recycleAfter(3))) {
      List<Long> pids = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        pids.add(pool.run(WorkerDeathTest::pid).join());
      }
      assertThat(Set.copyOf(pids)).hasSize(3);
      assertThat(Set.copyOf(pids.subList(0, 3))).hasSize(1);
    }
    var old = Workers.named("old").recycleAfter(Duration.ofNanos(1));
    try (ProcessPool pool = ProcessPool.of(1, old)) {
      long first = pool.run(WorkerDeathTest::pid).join();
      assertThat(pool.run(WorkerDeathTest::pid).join()).isNotEqualTo(first);
    }
  }

  @Test
  void warmWorkersAreThereBeforeTheFirstJob() {
    try (ProcessPool pool = ProcessPool.of(2, Workers.named("warm").warm())) {
      Await.until(() -> ProcessHandle.current().children().count() >= 2);
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
      assertThat(ProcessHandle.current().children().count()).isEqualTo(2);
    }
  }

  @Test
  void workersThatHaveNothingToDoEnd() {
    var options = Workers.named("idle").keepAlive(Duration.ofMillis(1));
    try (ProcessPool pool = ProcessPool.of(1, options)) {
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
      Await.until(() -> pool.statistics().workers() == 0);
      assertThat(pool.run(() -> 2).join()).isEqualTo(2);
    }
  }

  @Test
  void killsAtRandomMomentsUnderLoad() {
    killUnderLoad(15);
  }

  @Test
  @Tag("stress")
  @Timeout(600)
  void killsAtRandomMomentsUnderLoadForLong() {
    killUnderLoad(300);
  }

  /** Every job ends with its own value, or with the death of its worker; nothing hangs. */
  private void killUnderLoad(int kills) {
    AtomicBoolean isOver = new AtomicBoolean();
    try (ProcessPool pool = ProcessPool.of(3, Workers.named("load"))) {
      Thread killer = new Thread(() -> killSome(kills, isOver));
      killer.start();
      int values = 0;
      int deaths = 0;
      while (!isOver.get()) {
        List<CorralFuture<Integer>> jobs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          int number = i;
          jobs.add(pool.run(() -> number * 3));
        }
        for (int i = 0; i < jobs.size(); i++) {
          try {
            assertThat(jobs.get(i).joinOrThrow()).isEqualTo(i * 3);
            values++;
          } catch (WorkerDiedException e) {
            assertThat(e.getMessage()).containsAnyOf("while it ran", "did not start", "before it");
            assertThat(e.exitCode()).isEqualTo(137);
            deaths++;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        }
      }
      assertThat(values).isPositive();
      assertThat(deaths).isLessThanOrEqualTo(kills);
      assertThat(pool.statistics().completed()).isEqualTo(values);
      assertThat(pool.statistics().failed()).isEqualTo(deaths);
      System.out.println(kills + " kills: " + values + " values, " + deaths + " deaths");
    }
  }

  private static void killSome(int kills, AtomicBoolean isOver) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try {
      for (int i = 0; i < kills; i++) {
        List<ProcessHandle> workers = List.of();
        while (workers.isEmpty()) {
          workers = ProcessHandle.current().children().toList();
        }
        long until = System.nanoTime() + random.nextLong(120_000_000);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        workers.get(random.nextInt(workers.size())).destroyForcibly();
      }
    } finally {
      isOver.set(true);
    }
  }
}
