package dev.corral.deadlocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.DeadlockException;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that wait for each other are found, told of, and in strict mode brought apart. */
@Timeout(60)
class DeadlockTest {
  private final Findings findings = new Findings();
  private final AsyncLock a = new AsyncLock("a");
  private final AsyncLock b = new AsyncLock("b");
  private final AsyncLock c = new AsyncLock("c");

  private static Task<String> blocking(AsyncLock first, AsyncLock second, CountDownLatch all) {
    return Task.blocking(
        () -> {
          Permit one = first.acquire().join();
          try {
            all.countDown();
            all.await();
            second.acquire().join().close();
            return "done";
          } finally {
            one.close();
          }
        });
  }

  private static CorralFuture<String> nested(
      AsyncLock first, AsyncLock second, CountDownLatch all) {
    return first.withLock(
        () -> {
          all.countDown();
          all.await();
          return second.withLock(Task.blocking(() -> "done"));
        });
  }

  private void exactlyOneFails(List<TaskHandle<String>> tasks) {
    List<Throwable> failures =
        tasks.stream()
            .map(task -> catchThrowable(task::joinOrThrow))
            .filter(Objects::nonNull)
            .toList();
    assertThat(failures).singleElement().isInstanceOf(DeadlockException.class);
    for (AsyncLock lock : List.of(a, b, c)) {
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.statistics().waiting()).isZero();
    }
  }

  private void isBetween(DeadlockReport report, String... names) {
    assertThat(report.kind()).isEqualTo(Kind.DEADLOCK);
    assertThat(report.tasks()).extracting(Participant::task).containsExactlyInAnyOrder(names);
  }

  @Test
  void ofTwoBlockingBodiesTheYoungestFails() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
        CountDownLatch both = new CountDownLatch(2);
        exactlyOneFails(
            List.of(
                group.spawn("one", blocking(a, b, both)),
                group.spawn("two", blocking(b, a, both))));
      }
      isBetween(findings.deadlock(), "one", "two");
    }
    findings.noMore();
  }

  @Test
  void ofTwoNestedFuturesTheYoungestFails() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
        CountDownLatch both = new CountDownLatch(2);
        exactlyOneFails(
            List.of(
                group.spawn("one", () -> nested(a, b, both)),
                group.spawn("two", () -> nested(b, a, both))));
      }
      isBetween(findings.deadlock(), "one", "two");
    }
    findings.noMore();
  }

  @Test
  void bodiesThatReturnStagesMayBlockToo() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      CountDownLatch both = new CountDownLatch(2);
      exactlyOneFails(
          List.of(
              group.spawn(
                  "one",
                  () -> {
                    try (Permit one = a.acquireBlocking()) {
                      both.countDown();
                      both.await();
                      Corral.runSync(() -> b.withLock(Task.action(one::toString)));
                    }
                    return Corral.submit(Task.blocking(() -> "done"));
                  }),
              group.spawn("two", blocking(b, a, both))));
    }
    isBetween(findings.deadlock(), "one", "two");
  }

  @Test
  void ofThreeOneFails() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
        CountDownLatch all = new CountDownLatch(3);
        exactlyOneFails(
            List.of(
                group.spawn("one", blocking(a, b, all)),
                group.spawn("two", () -> nested(b, c, all)),
                group.spawn("three", blocking(c, a, all))));
      }
      isBetween(findings.deadlock(), "one", "two", "three");
    }
    findings.noMore();
  }

  @Test
  void aHolderThatWaitsForAChildThatWaitsForTheLock() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
        TaskHandle<String> holder =
            group.spawn(
                "holder",
                Task.blocking(
                    () -> {
                      try (Permit held = a.acquireBlocking()) {
                        CorralFuture<String> child =
                            Corral.submit(
                                Task.blocking(
                                        () -> {
                                          a.acquireBlocking().close();
                                          return held.toString();
                                        })
                                    .named("child"));
                        return child.joinOrThrow();
                      }
                    }));
        exactlyOneFails(List.of(holder));
      }
      assertThat(findings.deadlock().tasks()).extracting(Participant::task).contains("holder");
    }
    findings.noMore();
  }

  @Test
  void aGroupJoinedInALockThatItsTasksNeed() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      TaskHandle<String> holder =
          group.spawn(
              "holder",
              () ->
                  a.withLock(
                      Task.blocking(
                          () -> {
                            try (TaskGroup inner = TaskGroup.open()) {
                              inner.spawn("child", () -> a.withLock(Task.blocking(() -> "x")));
                              inner.joinOrThrow();
                            }
                            return "done";
                          })));
      exactlyOneFails(List.of(holder));
    }
    isBetween(findings.deadlock(), "holder", "child");
  }

  @Test
  void runSyncInALockThatTheOtherTaskNeeds() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
        CountDownLatch locked = new CountDownLatch(1);
        TaskHandle<String> needs =
            group.spawn(
                "needs",
                () -> {
                  locked.await();
                  return a.withLock(Task.blocking(() -> "needs"));
                });
        TaskHandle<String> holds =
            group.spawn(
                "holds",
                () ->
                    a.withLock(
                        Task.blocking(
                            () -> {
                              locked.countDown();
                              return Corral.runSync(Task.blocking(needs::joinOrThrow));
                            })));
        Throwable held = catchThrowable(holds::joinOrThrow);
        Throwable needed = catchThrowable(needs::joinOrThrow);
        assertThat(held == null ? needed : held).isInstanceOf(DeadlockException.class);
      }
      assertThat(a.isLocked()).isFalse();
      isBetween(findings.deadlock(), "needs", "holds");
    }
    findings.noMore();
  }

  @Test
  void itIsToldOfOnceAndNothingFails() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.REPORT))) {
      CountDownLatch both = new CountDownLatch(2);
      TaskHandle<String> one = group.spawn("one", blocking(a, b, both));
      TaskHandle<String> two = group.spawn("two", () -> nested(b, a, both));
      DeadlockReport report = findings.deadlock();
      isBetween(report, "one", "two");
      for (Participant task : report.tasks()) {
        boolean isOne = task.task().equals("one");
        assertThat(task.waitsFor()).isEqualTo(isOne ? "lock 'b'" : "lock 'a'");
        assertThat(task.site()).first().asString().contains("DeadlockTest.java");
        assertThat(task.holds())
            .singleElement()
            .satisfies(
                held -> {
                  assertThat(held.what()).isEqualTo(isOne ? "lock 'a'" : "lock 'b'");
                  assertThat(held.site()).first().asString().contains("DeadlockTest.java");
                });
      }
      assertThat(report.toString())
          .startsWith("deadlock: these tasks wait for each other\n  1. '")
          .contains("'one' holds lock 'a' (taken at dev.corral.deadlocks.DeadlockTest.")
          .contains("waits for lock 'a'");
      assertThat(one.isDone()).isFalse();
      // Long enough to be looked at again.
      Corral.delay(java.time.Duration.ofMillis(350)).join();
      assertThat(two.isDone()).isFalse();
      one.cancel(true);
      assertThat(two.joinOrThrow()).isEqualTo("done");
    }
    findings.noMore();
  }

  @Test
  void aKnotThatIsTiedByATaskThatEndsIsFoundInTime() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      CountDownLatch both = new CountDownLatch(2);
      CountDownLatch beside = new CountDownLatch(1);
      TaskHandle<String> one =
          group.spawn(
              "one",
              Task.blocking(
                  () -> {
                    // It might be this one that releases the lock.
                    Corral.submit(Task.action(beside::await));
                    return Corral.runSync(() -> nested(a, b, both));
                  }));
      TaskHandle<String> two =
          group.spawn(
              "two",
              Task.blocking(
                  () -> {
                    Permit held = b.acquireBlocking();
                    Corral.submit(Task.action(beside::await));
                    both.countDown();
                    both.await();
                    try (Permit more = a.acquireBlocking()) {
                      return more.toString();
                    } finally {
                      held.close();
                    }
                  }));
      Await.until(() -> a.statistics().waiting() + b.statistics().waiting() >= 2);
      beside.countDown();
      exactlyOneFails(List.of(one, two));
    }
    isBetween(findings.deadlock(), "one", "two");
  }

  @Test
  void callbacksThatWaitForEachOtherAreToldOf() throws Exception {
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      CountDownLatch both = new CountDownLatch(2);
      TaskHandle<String> one = group.spawn("one", () -> chained(a, b, both));
      group.spawn("two", () -> chained(b, a, both));
      DeadlockReport report = findings.next(Kind.LIKELY_DEADLOCK);
      assertThat(report.tasks()).hasSize(2);
      assertThat(one.isDone()).isFalse();
      group.cancel();
    }
  }

  private static String closed(Permit permit) {
    permit.close();
    return permit.toString();
  }

  private static CorralFuture<String> chained(
      AsyncLock first, AsyncLock second, CountDownLatch both) {
    return first
        .acquire()
        .thenCompose(
            one -> {
              both.countDown();
              try {
                both.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return second
                  .acquire()
                  .thenApply(DeadlockTest::closed)
                  .whenComplete((value, error) -> one.close());
            });
  }
}
