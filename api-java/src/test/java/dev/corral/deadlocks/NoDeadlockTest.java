package dev.corral.deadlocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.DeadlockReport;
import dev.corral.DeadlockReport.Kind;
import dev.corral.DeadlockReport.Participant;
import dev.corral.Diagnosis;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever may go on is no part of a deadlock, and nothing is told of. */
@Timeout(60)
class NoDeadlockTest {
  private final Findings findings = new Findings();
  private final AsyncLock a = new AsyncLock("a");
  private final AsyncLock b = new AsyncLock("b");

  private TaskGroup strict() {
    return TaskGroup.open(findings.options(Diagnosis.STRICT));
  }

  private static void awaitInLine(AsyncLock lock, int waiting) {
    Await.until(() -> lock.statistics().waiting() >= waiting);
  }

  @AfterEach
  void nothingIsTold() {
    findings.nothing();
    assertThat(a.isLocked()).isFalse();
    assertThat(b.isLocked()).isFalse();
  }

  @Test
  void aHolderThatGoesOnWhileItsChildWaits() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 1_000; i++) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      Permit held = a.acquireBlocking();
                      CorralFuture<String> child =
                          Corral.submit(() -> a.withLock(Task.blocking(() -> "child")));
                      awaitInLine(a, 1);
                      held.close();
                      return child.join();
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void aHolderWhoseOtherChildReleases() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 300; i++) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      Permit held = a.acquireBlocking();
                      Corral.submit(
                          Task.action(
                              () -> {
                                awaitInLine(a, 1);
                                a.release();
                              }));
                      String child = Corral.runSync(() -> a.withLock(Task.blocking(() -> "child")));
                      held.close();
                      return child;
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void aLongChain() throws Exception {
    int length = 300;
    List<AsyncLock> locks =
        IntStream.range(0, length).mapToObj(i -> new AsyncLock("lock-" + i)).toList();
    try (TaskGroup group = strict()) {
      CountDownLatch last = new CountDownLatch(1);
      CountDownLatch all = new CountDownLatch(length);
      List<TaskHandle<String>> tasks = new ArrayList<>();
      // From the far end: each one holds its lock and waits for the one after it.
      for (int i = length - 1; i >= 0; i--) {
        AsyncLock mine = locks.get(i);
        int next = i + 1;
        tasks.add(
            group.spawn(
                () ->
                    mine.withLock(
                        () -> {
                          all.countDown();
                          return next == length
                              ? Corral.submit(
                                  Task.blocking(
                                      () -> {
                                        last.await();
                                        return "last";
                                      }))
                              : locks.get(next).withLock(Task.blocking(() -> "x"));
                        })));
        Await.until(() -> mine.isLocked());
      }
      all.await();
      last.countDown();
      for (TaskHandle<String> task : tasks) {
        task.joinOrThrow();
      }
    }
    assertThat(locks).noneMatch(AsyncLock::isLocked);
  }

  @Test
  void aWaitThatEndsByItself() throws Exception {
    try (TaskGroup group = strict()) {
      CountDownLatch both = new CountDownLatch(2);
      TaskHandle<Boolean> patient =
          group.spawn(
              "patient",
              Task.blocking(
                  () -> {
                    try (Permit held = a.acquireBlocking()) {
                      both.countDown();
                      both.await();
                      try (Permit more = b.acquireBlocking()) {
                        return more != held;
                      }
                    }
                  }));
      TaskHandle<Boolean> other =
          group.spawn(
              "other",
              Task.blocking(
                  () -> {
                    try (Permit held = b.acquireBlocking()) {
                      both.countDown();
                      both.await();
                      awaitInLine(b, 1);
                      Optional<Permit> more = a.tryAcquire(Duration.ofMillis(300)).join();
                      boolean late =
                          Corral.moveOnAfter(
                                  Duration.ofMillis(300),
                                  false,
                                  () -> a.withLock(Task.blocking(() -> true)))
                              .join();
                      return more.isPresent() || late || held == null;
                    }
                  }));
      assertThat(other.joinOrThrow()).isFalse();
      assertThat(patient.joinOrThrow()).isTrue();
    }
    DeadlockReport order = findings.next(Kind.LOCK_ORDER);
    assertThat(order.tasks()).extracting(Participant::task).containsExactly("patient", "other");
  }

  @Test
  void waitsThatAreCancelled() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 500; i++) {
        CountDownLatch waits = new CountDownLatch(1);
        TaskHandle<String> holder =
            group.spawn(
                Task.blocking(
                    () -> {
                      Permit held = a.acquireBlocking();
                      CorralFuture<Permit> child = Corral.submit(() -> a.acquire());
                      awaitInLine(a, 1);
                      waits.countDown();
                      child.cancel(true);
                      child.handle((value, error) -> value).join();
                      held.close();
                      return "done";
                    }));
        waits.await();
        holder.joinOrThrow();
      }
    }
  }

  @Test
  void tenThousandTransfersInOrder() throws Exception {
    List<AsyncLock> accounts =
        IntStream.range(0, 10).mapToObj(i -> new AsyncLock("account-" + i)).toList();
    int[] money = new int[accounts.size()];
    try (TaskGroup group = strict()) {
      for (int t = 0; t < 8; t++) {
        boolean blocks = t % 2 == 0;
        Random random = new Random(t);
        group.spawnAction(
            () -> {
              for (int i = 0; i < 1_250; i++) {
                int from = random.nextInt(accounts.size());
                int to = random.nextInt(accounts.size());
                if (from == to) {
                  continue;
                }
                AsyncLock first = accounts.get(Math.min(from, to));
                AsyncLock second = accounts.get(Math.max(from, to));
                Task<Integer> transfer =
                    Task.blocking(
                        () -> {
                          money[from]--;
                          return ++money[to];
                        });
                if (blocks) {
                  try (Permit one = first.acquireBlocking()) {
                    second.withLock(transfer.named(one.toString())).joinOrThrow();
                  }
                } else {
                  first.withLock(() -> second.withLock(transfer)).joinOrThrow();
                }
              }
            });
      }
      group.joinOrThrow();
    }
    assertThat(IntStream.of(money).sum()).isZero();
    assertThat(accounts).noneMatch(AsyncLock::isLocked);
  }

  @Test
  void oppositeOrdersAreToldOfOnce() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      for (int i = 0; i < 3; i++) {
        group
            .spawn("there", () -> a.withLock(() -> b.withLock(Task.blocking(() -> "x"))))
            .joinOrThrow();
        group
            .spawn(
                "back",
                Task.blocking(
                    () -> {
                      try (Permit one = b.acquireBlocking();
                          Permit two = a.acquireBlocking()) {
                        return one.toString() + two;
                      }
                    }))
            .joinOrThrow();
      }
    }
    DeadlockReport report = findings.next(Kind.LOCK_ORDER);
    assertThat(report.tasks()).extracting(Participant::task).containsExactly("there", "back");
    assertThat(report.tasks())
        .extracting(Participant::waitsFor)
        .containsExactly("lock 'b'", "lock 'a'");
    assertThat(report.tasks())
        .allSatisfy(
            task -> {
              assertThat(task.site()).first().asString().contains("NoDeadlockTest.java");
              assertThat(task.holds())
                  .singleElement()
                  .satisfies(
                      held ->
                          assertThat(held.site())
                              .first()
                              .asString()
                              .contains("NoDeadlockTest.java"));
            });
  }

  @Test
  void tryingIsNoOrder() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.REPORT))) {
      for (List<AsyncLock> order : List.of(List.of(a, b), List.of(b, a))) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      try (Permit one = order.get(0).acquireBlocking()) {
                        order.get(1).tryAcquire().ifPresent(Permit::close);
                        return one.toString();
                      }
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void aConfigurationSaysSo() {
    assertThat(CorralConfig.defaults().diagnosis(Diagnosis.STRICT).blockingLimit(3))
        .hasToString("CorralConfig[blockingLimit=3, carrying=0, diagnosis=STRICT]");
  }
}
