package dev.corral.deadlocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.DeadlockException;
import dev.corral.DeadlockReport;
import dev.corral.DeadlockReport.Participant;
import dev.corral.Diagnosis;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncReadWriteLock;
import dev.corral.sync.AsyncReentrantLock;
import dev.corral.sync.CapacityLimiter;
import dev.corral.testing.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlocks over reentrant locks, read-write locks and limiters are found too. */
@Timeout(60)
class FurtherLocksTest {
  private final Findings findings = new Findings();
  private final AsyncLock plain = new AsyncLock("plain");
  private final AsyncReentrantLock tree = new AsyncReentrantLock("tree");
  private final AsyncReentrantLock leaf = new AsyncReentrantLock("leaf");
  private final AsyncReadWriteLock index = new AsyncReadWriteLock("index");
  private final AsyncReadWriteLock store = new AsyncReadWriteLock("store");
  private final CapacityLimiter single = new CapacityLimiter(1, "single");
  private final CapacityLimiter pair = new CapacityLimiter(2, "pair");

  /** Something that can be held. */
  interface Held {
    Permit take() throws InterruptedException;
  }

  private TaskGroup strict() {
    return TaskGroup.open(findings.options(Diagnosis.STRICT));
  }

  static void awaitThat(BooleanSupplier condition) {
    Await.until(() -> condition.getAsBoolean());
  }

  private static Task<String> crossing(Held first, Held second, CountDownLatch all) {
    return Task.blocking(
        () -> {
          try (Permit one = first.take()) {
            all.countDown();
            all.await();
            try (Permit two = second.take()) {
              return one.toString() + two;
            }
          }
        });
  }

  private void exactlyOneFails(List<TaskHandle<String>> tasks) {
    List<Throwable> failures =
        tasks.stream()
            .map(task -> catchThrowable(task::joinOrThrow))
            .filter(Objects::nonNull)
            .toList();
    assertThat(failures).singleElement().isInstanceOf(DeadlockException.class);
  }

  @AfterEach
  void nothingIsHeld() {
    findings.noMore();
    assertThat(plain.isLocked()).isFalse();
    for (AsyncReentrantLock lock : List.of(tree, leaf)) {
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.statistics().waiting()).isZero();
    }
    for (AsyncReadWriteLock lock : List.of(index, store)) {
      assertThat(lock.toString()).contains("0 reading, 0 readers and 0 writers waiting");
    }
    for (CapacityLimiter limiter : List.of(single, pair)) {
      assertThat(limiter.borrowed()).isZero();
      assertThat(limiter.statistics().waiting()).isZero();
    }
  }

  private DeadlockReport aDeadlockOf(Held first, Held second) throws Exception {
    try (TaskGroup group = strict()) {
      CountDownLatch both = new CountDownLatch(2);
      exactlyOneFails(
          List.of(
              group.spawn("one", crossing(first, second, both)),
              group.spawn("two", crossing(second, first, both))));
    }
    DeadlockReport report = findings.deadlock();
    assertThat(report.tasks())
        .extracting(Participant::task)
        .containsExactlyInAnyOrder("one", "two");
    for (Participant task : report.tasks()) {
      assertThat(task.holds())
          .isNotEmpty()
          .allSatisfy(
              held -> assertThat(held.site()).first().asString().contains("FurtherLocksTest.java"));
    }
    return report;
  }

  private static Held twice(AsyncReentrantLock lock) {
    return () -> {
      Permit outer = lock.acquireBlocking();
      lock.acquireBlocking().close();
      return outer;
    };
  }

  @Test
  void ofReentrantLocks() throws Exception {
    for (int i = 0; i < 200; i++) {
      aDeadlockOf(twice(tree), twice(leaf));
    }
  }

  @Test
  void ofWritersAndOtherKinds() throws Exception {
    Held write = index.write()::acquireBlocking;
    for (int i = 0; i < 100; i++) {
      aDeadlockOf(write, store.write()::acquireBlocking);
      aDeadlockOf(write, tree::acquireBlocking);
      aDeadlockOf(write, single::acquireBlocking);
      aDeadlockOf(plain::acquireBlocking, single::acquireBlocking);
      aDeadlockOf(plain::acquireBlocking, tree::acquireBlocking);
    }
  }

  @Test
  void ofReadersThatBothWantToWrite() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (TaskGroup group = strict()) {
        CountDownLatch both = new CountDownLatch(2);
        exactlyOneFails(
            List.of(
                group.spawn(
                    "one",
                    crossing(index.read()::acquireBlocking, store.write()::acquireBlocking, both)),
                group.spawn(
                    "two",
                    crossing(
                        store.read()::acquireBlocking, index.write()::acquireBlocking, both))));
      }
      DeadlockReport report = findings.deadlock();
      assertThat(report.tasks())
          .extracting(Participant::waitsFor)
          .containsExactlyInAnyOrder("write lock 'index'", "write lock 'store'");
    }
  }

  /** Two have {@code shared} and want the lock; who has that wants {@code all} of it. */
  private void allHoldersAreStuck(Held shared, Held all) throws Exception {
    try (TaskGroup group = strict()) {
      CountDownLatch first = new CountDownLatch(3);
      TaskHandle<String> one = group.spawn("one", crossing(shared, plain::acquireBlocking, first));
      TaskHandle<String> two = group.spawn("two", crossing(shared, plain::acquireBlocking, first));
      TaskHandle<String> last =
          group.spawn(
              "last",
              Task.blocking(
                  () -> {
                    try (Permit held = plain.acquireBlocking()) {
                      first.countDown();
                      awaitThat(() -> plain.statistics().waiting() == 2);
                      try (Permit more = all.take()) {
                        return held.toString() + more;
                      }
                    }
                  }));
      assertThat(catchThrowable(last::joinOrThrow)).isInstanceOf(DeadlockException.class);
      assertThat(one.joinOrThrow()).isNotEmpty();
      assertThat(two.joinOrThrow()).isNotEmpty();
    }
    assertThat(findings.deadlock().tasks())
        .extracting(Participant::task)
        .containsExactlyInAnyOrder("one", "two", "last");
  }

  @Test
  void ofAWriterThatWaitsForAllReaders() throws Exception {
    for (int i = 0; i < 200; i++) {
      allHoldersAreStuck(index.read()::acquireBlocking, index.write()::acquireBlocking);
    }
  }

  @Test
  void ofABorrowerThatWaitsForAllOthers() throws Exception {
    for (int i = 0; i < 200; i++) {
      allHoldersAreStuck(pair::acquireBlocking, pair::acquireBlocking);
    }
  }

  @Test
  void ofAReaderBehindAWriterInLine() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (TaskGroup group = strict()) {
        CountDownLatch reads = new CountDownLatch(1);
        TaskHandle<String> reader = group.spawn("reader", readerWithAChild(reads));
        reads.await();
        TaskHandle<String> writer =
            group.spawn("writer", () -> index.write().withLock(Task.blocking(() -> "written")));
        assertThat(catchThrowable(reader::joinOrThrow)).isInstanceOf(DeadlockException.class);
        assertThat(writer.joinOrThrow()).isEqualTo("written");
      }
      assertThat(findings.deadlock().tasks()).extracting(Participant::task).contains("reader");
    }
  }

  /** Reads, and waits for a child that waits to read, behind a writer. */
  private Task<String> readerWithAChild(CountDownLatch reads) {
    return Task.blocking(
        () -> {
          try (Permit held = index.read().acquireBlocking()) {
            reads.countDown();
            awaitThat(() -> index.statistics().waitingWriters() == 1);
            CorralFuture<String> child =
                Corral.submit(
                    Task.blocking(
                            () -> {
                              try (Permit more = index.read().acquireBlocking()) {
                                return held.toString() + more;
                              }
                            })
                        .named("child"));
            return child.joinOrThrow();
          }
        });
  }

  @Test
  void ofAHolderAndItsChild() throws Exception {
    for (Held held :
        List.<Held>of(
            tree::acquireBlocking, index.write()::acquireBlocking, single::acquireBlocking)) {
      for (int i = 0; i < 50; i++) {
        try (TaskGroup group = strict()) {
          TaskHandle<String> holder =
              group.spawn(
                  "holder",
                  Task.blocking(
                      () -> {
                        try (Permit permit = held.take()) {
                          return Corral.submit(
                                  Task.blocking(
                                      () -> {
                                        held.take().close();
                                        return permit.toString();
                                      }))
                              .joinOrThrow();
                        }
                      }));
          exactlyOneFails(List.of(holder));
        }
        findings.deadlock();
      }
    }
  }
}
