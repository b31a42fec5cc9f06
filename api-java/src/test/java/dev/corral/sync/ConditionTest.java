package dev.corral.sync;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConditionTest {
  private final AsyncLock lock = new AsyncLock("shared");
  private final AsyncCondition condition = lock.newCondition();

  @AfterEach
  void theLockIsFreeAndNobodyWaits() {
    assertThat(condition.statistics()).isEqualTo(new ConditionStatistics(0));
    assertThat(lock.statistics()).isEqualTo(new LockStatistics(false, Optional.empty(), 0));
  }

  private Permit taken() {
    return lock.tryAcquire().orElseThrow();
  }

  /** Closes {@code permit} when {@code wait} is over, as its holder would. */
  private static CorralFuture<String> closing(Permit permit, CorralFuture<?> wait) {
    return wait.handle(
        (x, error) -> {
          permit.close();
          return error == null ? "woken" : wait.isCancelled() ? "cancelled" : error.toString();
        });
  }

  @Test
  void theOneWhoHasWaitedLongestIsWokenAndHoldsTheLockAgain() throws Exception {
    Permit permit = taken();
    CorralFuture<@Nullable Void> first = condition.await();
    Permit second = taken();
    CorralFuture<@Nullable Void> next = condition.await();
    Permit signaller = taken();
    condition.signal();
    assertThat(first.isDone()).isFalse();
    signaller.close();
    first.get(10, SECONDS);
    assertThat(next.isDone()).isFalse();
    assertThat(lock.tryAcquire()).isEmpty();
    condition.signalAll();
    permit.close();
    next.get(10, SECONDS);
    second.close();
  }

  @Test
  void aCancelledWaitIsDoneWhenTheLockIsHeldAgain() throws Exception {
    Permit permit = taken();
    CorralFuture<@Nullable Void> wait = condition.await();
    Permit other = taken();
    assertThat(wait.cancel(true)).isTrue();
    assertThat(wait.isDone()).isFalse();
    condition.signal();
    other.close();
    assertThat(wait.isDone()).isTrue();
    assertThat(wait.isCancelled()).isTrue();
    assertThat(lock.isLocked()).isTrue();
    permit.close();
  }

  @Test
  void aTimeOutEndsTheWaitWhenTheLockIsHeldAgain() throws Exception {
    Permit permit = taken();
    CorralFuture<Boolean> late = condition.await(Duration.ofMillis(20));
    Permit other = taken();
    Await.until(() -> condition.statistics().waiting() == 0);
    assertThat(late.isDone()).isFalse();
    other.close();
    assertThat(late.get(10, SECONDS)).isFalse();
    assertThat(condition.await(Duration.ZERO).get(10, SECONDS)).isFalse();
    CorralFuture<Boolean> signalled = condition.await(Duration.ofMinutes(1));
    try (Permit signaller = taken()) {
      assertThat(signaller).isNotNull();
      condition.signal();
    }
    assertThat(signalled.get(10, SECONDS)).isTrue();
    CorralFuture<@Nullable Void> failing = condition.await().orTimeout(20, MILLISECONDS);
    assertThatThrownBy(failing::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(lock.isLocked()).isTrue();
    permit.close();
  }

  @Test
  void whoeverDoesNotHoldTheLockIsRefused() {
    assertThatThrownBy(condition::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("await: lock 'shared' is free");
    assertThatThrownBy(() -> condition.awaitUntil(() -> true)).hasMessageContaining("awaitUntil:");
    assertThatThrownBy(condition::awaitBlocking).hasMessageContaining("await:");
    assertThatThrownBy(condition::signal).hasMessageContaining("signal:");
    assertThatThrownBy(condition::signalAll).hasMessageContaining("signalAll:");
    try (Permit permit = taken()) {
      assertThat(permit).isNotNull();
      assertThatThrownBy(() -> condition.signal(-1)).hasMessage("count: -1 is negative");
    }
  }

  @Test
  void aTaskThatIsCancelledHasTheLockAgainBeforeItEnds() throws Exception {
    CompletableFuture<Boolean> hadIt = new CompletableFuture<>();
    CorralFuture<Object> task =
        Corral.toThread(
            () -> {
              try (Permit permit = lock.acquireBlocking()) {
                assertThat(permit).isNotNull();
                try {
                  condition.awaitBlocking();
                } finally {
                  hadIt.complete(lock.isLocked());
                }
                return 1;
              }
            });
    Await.until(() -> condition.statistics().waiting() != 0);
    task.cancel();
    task.handle((x, e) -> x).get(10, SECONDS);
    assertThat(task.isCancelled()).isTrue();
    assertThat(hadIt.join()).isTrue();
  }

  @Test
  void aTaskThatJoinsItsWaitAndIsCancelledDoesNotKeepTheLock() throws Exception {
    for (int round = 0; round < 300; round++) {
      CorralFuture<Object> task =
          Corral.toThread(
              () -> {
                try (Permit permit = lock.acquireBlocking()) {
                  assertThat(permit).isNotNull();
                  condition.await().join();
                  return 1;
                }
              });
      Await.until(() -> condition.statistics().waiting() != 0);
      task.cancel();
      task.handle((x, e) -> x).get(10, SECONDS);
      assertThat(lock.isLocked()).isFalse();
    }
  }

  @Test
  void awaitUntilLooksAgainAtEverySignal() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    AtomicReference<Boolean> isTrue = new AtomicReference<>(false);
    CorralFuture<String> task =
        lock.withLock(
            () ->
                condition
                    .awaitUntil(
                        () -> {
                          assertThat(lock.isLocked()).isTrue();
                          looks.incrementAndGet();
                          return isTrue.get();
                        })
                    .thenApply(x -> "true"));
    for (int i = 1; i <= 50; i++) {
      try (Permit permit = lock.acquire().get(10, SECONDS)) {
        assertThat(permit).isNotNull();
        assertThat(looks.get()).isEqualTo(i);
        isTrue.set(i == 50);
        condition.signalAll();
      }
    }
    assertThat(task.get(10, SECONDS)).isEqualTo("true");
    IllegalStateException boom = new IllegalStateException("boom");
    CorralFuture<String> failing =
        lock.withLock(
            () ->
                condition
                    .awaitUntil(
                        () -> {
                          throw boom;
                        })
                    .thenApply(x -> "never"));
    assertThatThrownBy(failing::joinOrThrow).isSameAs(boom);
  }

  @Test
  void aCancelledAwaitUntilGivesTheLockBack() throws Exception {
    for (int round = 0; round < 300; round++) {
      CorralFuture<@Nullable Void> task = lock.withLock(() -> condition.awaitUntil(() -> false));
      CompletableFuture<Void> signalling =
          CompletableFuture.runAsync(
              () -> {
                Permit permit = lock.acquire().join();
                condition.signal();
                permit.close();
              });
      task.cancel(true);
      signalling.get(10, SECONDS);
      task.handle((x, e) -> x).get(10, SECONDS);
      assertThat(task.isCancelled()).isTrue();
      assertThat(lock.isLocked()).isFalse();
    }
  }

  @Test
  void aSignalThatRacesACancellationWakesExactlyOne() throws Exception {
    for (int round = 0; round < 5_000; round++) {
      CorralFuture<@Nullable Void> first;
      CorralFuture<@Nullable Void> second;
      Permit one = taken();
      first = condition.await();
      CorralFuture<String> firstEnd = closing(one, first);
      Permit two = taken();
      second = condition.await();
      CorralFuture<String> secondEnd = closing(two, second);
      CompletableFuture<Void> signalling =
          CompletableFuture.runAsync(
              () -> {
                Permit permit = lock.acquire().join();
                condition.signal();
                permit.close();
              });
      for (int i = round % 64; i > 0; i--) {
        Thread.onSpinWait();
      }
      boolean asked = first.cancel(true);
      signalling.get(10, SECONDS);
      assertThat(firstEnd.get(10, SECONDS)).isEqualTo(asked ? "cancelled" : "woken");
      assertThat(condition.statistics().waiting()).isEqualTo(asked ? 0 : 1);
      if (!asked) {
        try (Permit permit = lock.acquire().get(10, SECONDS)) {
          assertThat(permit).isNotNull();
          condition.signal();
        }
      }
      assertThat(secondEnd.get(10, SECONDS)).isEqualTo("woken");
    }
  }

  @Test
  void nothingIsLostInABoundedBuffer() throws Exception {
    AsyncCondition notFull = lock.newCondition();
    AsyncCondition notEmpty = lock.newCondition();
    ArrayDeque<Integer> buffer = new ArrayDeque<>();
    List<Integer> got = new ArrayList<>();
    int count = 2_000;
    TaskGroup.runAll(
            group -> {
              for (int producer = 0; producer < 2; producer++) {
                group.spawnAction(
                    () -> {
                      for (int i = 0; i < count; i++) {
                        int item = i;
                        lock.withLock(
                                () ->
                                    notFull
                                        .awaitUntil(() -> buffer.size() < 3)
                                        .thenApply(
                                            x -> {
                                              buffer.add(item);
                                              notEmpty.signal();
                                              return item;
                                            }))
                            .join();
                      }
                    });
              }
              group.spawnAction(
                  () -> {
                    while (got.size() < 2 * count) {
                      try (Permit permit = lock.acquireBlocking()) {
                        assertThat(permit).isNotNull();
                        while (buffer.isEmpty()) {
                          notEmpty.awaitBlocking();
                        }
                        got.add(buffer.remove());
                        notFull.signal();
                      }
                    }
                  });
            })
        .get(60, SECONDS);
    assertThat(got).hasSize(2 * count);
    assertThat(buffer).isEmpty();
    assertThat(got.stream().mapToInt(x -> x).sum()).isEqualTo(count * (count - 1));
  }
}
