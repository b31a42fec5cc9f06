package dev.corral.deadlocks;

import static dev.corral.deadlocks.FurtherLocksTest.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.DeadlockReport.Kind;
import dev.corral.Diagnosis;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.deadlocks.FurtherLocksTest.Held;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncReadWriteLock;
import dev.corral.sync.AsyncReentrantLock;
import dev.corral.sync.CapacityLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever may go on with a reentrant lock, a read-write lock or a limiter is no part of a deadlock.
 */
@Timeout(60)
class NoDeadlockOfFurtherLocksTest {
  private final Findings findings = new Findings();
  private final AsyncLock plain = new AsyncLock("plain");
  private final AsyncReentrantLock tree = new AsyncReentrantLock("tree");
  private final AsyncReadWriteLock index = new AsyncReadWriteLock("index");
  private final AsyncReadWriteLock store = new AsyncReadWriteLock("store");
  private final CapacityLimiter single = new CapacityLimiter(1, "single");
  private final CapacityLimiter pair = new CapacityLimiter(2, "pair");

  private TaskGroup strict() {
    return TaskGroup.open(findings.options(Diagnosis.STRICT));
  }

  @AfterEach
  void nothingIsTold() {
    findings.nothing();
    assertThat(tree.isLocked()).isFalse();
    assertThat(single.borrowed() + pair.borrowed()).isZero();
  }

  @Test
  void aHolderThatAcquiresAgainWhileOthersWait() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 300; i++) {
        CountDownLatch held = new CountDownLatch(1);
        TaskHandle<String> holder =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit outer = tree.acquireBlocking()) {
                        held.countDown();
                        awaitThat(() -> tree.statistics().waiting() == 1);
                        try (Permit inner = tree.acquireBlocking()) {
                          return outer.toString() + inner;
                        }
                      }
                    }));
        TaskHandle<String> other =
            group.spawn(
                Task.blocking(
                    () -> {
                      held.await();
                      return tree.withLock(Task.blocking(() -> "other")).joinOrThrow();
                    }));
        holder.joinOrThrow();
        assertThat(other.joinOrThrow()).isEqualTo("other");
      }
    }
  }

  @Test
  void whatIsHadAlreadyIsTakenInNoOrder() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 3; i++) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      try (Permit one = tree.acquireBlocking();
                          Permit two = plain.acquireBlocking();
                          Permit three = tree.acquireBlocking()) {
                        return one.toString() + two + three;
                      }
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void whatManyMayHoldIsTakenInAnyOrder() throws Exception {
    Held there = index.read()::acquireBlocking;
    Held back = store.read()::acquireBlocking;
    Held permit = pair::acquireBlocking;
    List<List<Held>> orders =
        List.of(
            List.of(there, back),
            List.of(back, there),
            List.of(permit, plain::acquireBlocking),
            List.of(plain::acquireBlocking, permit));
    try (TaskGroup group = strict()) {
      for (List<Held> order : orders) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      try (Permit one = order.get(0).take();
                          Permit two = order.get(1).take()) {
                        return one.toString() + two;
                      }
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void aHolderWhoseOtherChildReleases() throws Exception {
    aChildReleases(tree::acquireBlocking, () -> tree.statistics().waiting());
    aChildReleases(index.write()::acquireBlocking, () -> index.statistics().waitingWriters());
    aChildReleases(single::acquireBlocking, () -> single.statistics().waiting());
  }

  private void aChildReleases(Held held, IntSupplier waiting) throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 150; i++) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      Permit permit = held.take();
                      CorralFuture<Void> releasing =
                          Corral.submit(
                              Task.action(
                                  () -> {
                                    awaitThat(() -> waiting.getAsInt() == 1);
                                    permit.close();
                                  }));
                      String child =
                          Corral.runSync(
                              Task.blocking(
                                  () -> {
                                    try (Permit more = held.take()) {
                                      return more.toString();
                                    }
                                  }));
                      releasing.join();
                      return child;
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void readersWithNoWriterInLine() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 300; i++) {
        group
            .spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = index.read().acquireBlocking()) {
                        return Corral.submit(
                                () -> index.read().withLock(Task.blocking(held::toString)))
                            .joinOrThrow();
                      }
                    }))
            .joinOrThrow();
      }
    }
  }

  @Test
  void aWriterInLineThatGoesAway() throws Exception {
    Duration soon = Duration.ofMillis(30);
    List<Task<Boolean>> writers =
        List.of(
            Task.blocking(() -> index.write().tryAcquire(soon).join().isPresent()),
            () -> index.write().tryAcquire(soon).thenApply(permit -> permit.isPresent()),
            () ->
                Corral.moveOnAfter(
                    soon, false, () -> index.write().withLock(Task.blocking(() -> true))));
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 15; i++) {
        CountDownLatch reads = new CountDownLatch(1);
        TaskHandle<String> reader =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = index.read().acquireBlocking()) {
                        reads.countDown();
                        awaitThat(() -> index.statistics().waitingWriters() == 1);
                        CorralFuture<String> child =
                            Corral.submit(
                                () -> index.read().withLock(Task.blocking(held::toString)));
                        return child.joinOrThrow();
                      }
                    }));
        reads.await();
        TaskHandle<Boolean> writer = group.spawn(writers.get(i % writers.size()));
        assertThat(reader.joinOrThrow()).isNotEmpty();
        assertThat(writer.joinOrThrow()).isFalse();
      }
    }
  }

  /** One holds a permit and waits for the lock, and who has that waits for a permit. */
  private void crossing(TaskGroup group, Held permit, Runnable solution) throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    TaskHandle<String> borrower =
        group.spawn(
            Task.blocking(
                () -> {
                  Permit held = permit.take();
                  both.countDown();
                  both.await();
                  try (Permit more = plain.acquireBlocking()) {
                    return held.toString() + more;
                  } finally {
                    held.close();
                  }
                }));
    TaskHandle<String> holder =
        group.spawn(
            Task.blocking(
                () -> {
                  try (Permit held = plain.acquireBlocking()) {
                    both.countDown();
                    both.await();
                    try (Permit more = single.acquireBlocking()) {
                      return held.toString() + more;
                    }
                  }
                }));
    awaitThat(() -> plain.statistics().waiting() + single.statistics().waiting() == 2);
    solution.run();
    assertThat(borrower.joinOrThrow()).isNotEmpty();
    assertThat(holder.joinOrThrow()).isNotEmpty();
  }

  @Test
  void whatIsLentToAnObjectMayBeGivenBackByAnybody() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 150; i++) {
        Object client = new Object();
        crossing(
            group,
            () -> single.acquireOnBehalfOf(client).join(),
            () -> single.releaseOnBehalfOf(client));
      }
    }
  }

  @Test
  void whatHasBeenResizedMayBeAgain() throws Exception {
    single.setTotal(1);
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 150; i++) {
        crossing(group, single::acquireBlocking, () -> single.setTotal(2));
        single.setTotal(1);
      }
    }
  }

  @Test
  void inOrderEverybodyGetsThrough() throws Exception {
    List<List<Held>> levels =
        List.of(
            List.of(plain::acquireBlocking),
            List.of(index.read()::acquireBlocking, index.write()::acquireBlocking),
            List.of(tree::acquireBlocking),
            List.of(pair::acquireBlocking),
            List.of(store.read()::acquireBlocking, store.write()::acquireBlocking),
            List.of(single::acquireBlocking));
    try (TaskGroup group = strict()) {
      for (int t = 0; t < 8; t++) {
        Random random = new Random(t);
        group.spawnAction(
            () -> {
              for (int i = 0; i < 600; i++) {
                int first = random.nextInt(levels.size());
                int second = random.nextInt(levels.size());
                if (first == second) {
                  continue;
                }
                try (Permit one = any(levels.get(Math.min(first, second)), random);
                    Permit two = any(levels.get(Math.max(first, second)), random)) {
                  assertThat(one).isNotSameAs(two);
                }
              }
            });
      }
      group.joinOrThrow();
    }
  }

  @Test
  void aRacerThatLoses() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 10; i++) {
        CountDownLatch both = new CountDownLatch(2);
        TaskHandle<String> other =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = plain.acquireBlocking()) {
                        both.countDown();
                        both.await();
                        awaitThat(() -> plain.statistics().waiting() == 1);
                        return tree.withLock(Task.blocking(held::toString)).joinOrThrow();
                      }
                    }));
        Task<String> loser =
            () ->
                tree.withLock(
                    () -> {
                      both.countDown();
                      both.await();
                      return plain.withLock(Task.blocking(() -> "won"));
                    });
        Task<String> winner =
            () -> Corral.delay(Duration.ofMillis(100)).thenApply(nothing -> "lost");
        group.spawn(() -> Corral.race(loser, winner)).joinOrThrow();
        assertThat(other.joinOrThrow()).isNotEmpty();
      }
    }
    // Not at a deadlock; but the locks were taken in both orders.
    assertThat(findings.next(Kind.LOCK_ORDER).tasks()).hasSize(2);
  }

  private static Permit any(List<Held> ways, Random random) throws InterruptedException {
    return ways.get(random.nextInt(ways.size())).take();
  }
}
