package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.channel.AsyncQueue;
import dev.corral.sync.AsyncLock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InterleavingsTest {
  /** Looks at its balance, and writes it back in a second critical section. */
  private static final class Account {
    private final AsyncLock lock = new AsyncLock("account");
    private int balance;

    void deposit(int amount) throws InterruptedException {
      Permit reading = lock.acquireBlocking();
      int seen = balance;
      reading.close();
      Permit writing = lock.acquireBlocking();
      balance = seen + amount;
      writing.close();
    }

    CorralFuture<Void> depositAsync(int amount) {
      return lock.withLock(() -> Corral.submit(() -> CorralFuture.completedStage(balance)))
          .thenCompose(
              seen ->
                  lock.withLock(
                      () -> {
                        balance = seen + amount;
                        return CorralFuture.completedStage((Void) null);
                      }));
    }
  }

  private static void depositTwice() {
    Account account = new Account();
    TaskGroup.runAll(
            group -> {
              group.spawnAction(() -> account.deposit(1));
              group.spawnAction(() -> account.deposit(1));
            })
        .join();
    assertThat(account.balance).isEqualTo(2);
  }

  @Test
  void aLostUpdateOfBlockingTasksIsFoundAndFoundAgainByItsSeed() {
    InterleavingError found =
        catchThrowableOfType(
            InterleavingError.class,
            () -> Interleavings.runs(1_000).explore(InterleavingsTest::depositTwice));
    assertThat(found)
        .hasMessageContaining("with seed " + found.seed() + ":")
        .hasMessageContaining("Interleavings.replaying(" + found.seed() + "L)")
        .hasMessageContaining("-Ddev.corral.interleavings.seed=" + found.seed());
    assertThatThrownBy(
            () -> Interleavings.replaying(found.seed()).explore(InterleavingsTest::depositTwice))
        .hasMessage(found.getMessage());
  }

  @Test
  void aLostUpdateOfFuturesIsFound() {
    assertThatThrownBy(
            () ->
                Interleavings.runs(1_000)
                    .explore(
                        () -> {
                          Account account = new Account();
                          Corral.gather(
                                  List.of(
                                      () -> account.depositAsync(1), () -> account.depositAsync(1)))
                              .join();
                          assertThat(account.balance).isEqualTo(2);
                        }))
        .isInstanceOf(InterleavingError.class);
  }

  @Test
  void twoLocksTakenInOppositeOrdersAreADeadlock() {
    assertThatThrownBy(
            () ->
                Interleavings.runs(1_000)
                    .explore(
                        () -> {
                          AsyncLock a = new AsyncLock("a");
                          AsyncLock b = new AsyncLock("b");
                          TaskGroup.runAll(
                                  group -> {
                                    group.spawnAction(() -> holdBoth(a, b));
                                    group.spawnAction(() -> holdBoth(b, a));
                                  })
                              .join();
                        }))
        .isInstanceOf(InterleavingError.class)
        .hasMessageContaining("deadlock")
        .hasMessageContaining("threads that wait: blocking ");
  }

  private static void holdBoth(AsyncLock first, AsyncLock second) throws InterruptedException {
    try (Permit one = first.acquireBlocking();
        Permit other = second.acquireBlocking()) {
      assertThat(one).isNotSameAs(other);
    }
  }

  @Test
  void whatIsRightInEveryOrderPassesAndManyOrdersAreTried() {
    Set<List<Integer>> orders = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    Interleavings.runs(500)
        .explore(
            () -> {
              runs.incrementAndGet();
              AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
              List<Integer> got = new java.util.ArrayList<>();
              TaskGroup.runAll(
                      group -> {
                        for (int i = 0; i < 4; i++) {
                          int element = i;
                          group.spawnAction(() -> queue.putBlocking(element));
                        }
                        group.spawnAction(
                            () -> {
                              for (int i = 0; i < 4; i++) {
                                got.add(queue.getBlocking());
                              }
                            });
                      })
                  .join();
              assertThat(got).containsExactlyInAnyOrder(0, 1, 2, 3);
              orders.add(got);
            });
    assertThat(runs).hasValue(500);
    assertThat(orders).hasSize(24);
  }

  @Test
  void anHourPassesAtOnce() {
    Interleavings.runs(10)
        .explore(
            () -> {
              Corral.delay(Duration.ofHours(1)).join();
              assertThat(
                      Corral.moveOnAfter(
                              Duration.ofHours(1),
                              0,
                              () -> Corral.delay(Duration.ofHours(2)).thenApply(x -> 1))
                          .join())
                  .isZero();
            });
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> Interleavings.runs(0)).hasMessage("runs: 0 is less than 1");
    assertThat(Interleavings.runs(2).fromSeed(3).racingTimers())
        .hasToString("Interleavings[2 runs, from seed 3, racing timers]");
  }
}
