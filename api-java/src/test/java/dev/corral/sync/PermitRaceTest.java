package dev.corral.sync;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures of one permit, granted and cancelled at the same moment. */
@Timeout(120)
class PermitRaceTest {
  private static final int ROUNDS = 10_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AsyncLock lock = new AsyncLock("raced");

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private interface Body {
    void run() throws Exception;
  }

  /** Runs both at the same moment, each on a thread of its own. */
  private void race(Body one, Body other) throws Exception {
    AtomicInteger missing = new AtomicInteger(2);
    List<Future<?>> ends = new ArrayList<>();
    for (Body body : List.of(one, other)) {
      ends.add(
          threads.submit(
              () -> {
                missing.decrementAndGet();
                for (int spins = 0; missing.get() > 0; spins++) {
                  if (spins < 200) {
                    Thread.onSpinWait();
                  } else {
                    Thread.yield();
                  }
                }
                body.run();
                return null;
              }));
    }
    for (Future<?> end : ends) {
      end.get(20, SECONDS);
    }
  }

  private static void stagger(int round) {
    for (int i = round % 64; i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private void assertFree(int round) {
    assertThat(lock.statistics())
        .as("round %d", round)
        .isEqualTo(new LockStatistics(false, Optional.empty(), 0));
  }

  @Test
  void aCancelThatWasFirstIsACancellationAndAnyOtherComesTooLate() throws Exception {
    cancelAgainstGrant(ROUNDS);
  }

  @Test
  @Tag("stress")
  void aCancelThatWasFirstIsACancellationForLong() throws Exception {
    cancelAgainstGrant(100_000);
  }

  private void cancelAgainstGrant(int rounds) throws Exception {
    for (int i = 0; i < rounds; i++) {
      int round = i;
      Permit held = lock.tryAcquire().orElseThrow();
      CorralFuture<Permit> future = lock.acquire();
      race(
          () -> {
            stagger(round);
            held.close();
          },
          () -> {
            stagger(round / 3);
            if (future.cancel(true)) {
              assertThat(future.isDone()).isTrue();
              assertThat(future.isCancelled()).isTrue();
            } else {
              future.get(10, SECONDS).close();
              assertThat(future.isCancelled()).isFalse();
            }
          });
      assertFree(round);
    }
  }

  @Test
  void aTimeOutTookNothingOrCameTooLate() throws Exception {
    timeOutAgainstGrant(ROUNDS / 4);
  }

  @Test
  @Tag("stress")
  void aTimeOutTookNothingOrCameTooLateForLong() throws Exception {
    timeOutAgainstGrant(100_000);
  }

  private void timeOutAgainstGrant(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      Permit held = lock.tryAcquire().orElseThrow();
      int micros = 1 + round % 150;
      CorralFuture<Permit> failing = lock.acquire().orTimeout(micros, MICROSECONDS);
      CorralFuture<Optional<Permit>> empty = lock.tryAcquire(Duration.ofNanos(micros * 1_000L));
      stagger(round);
      stagger(round / 5);
      held.close();
      if (catchThrowable(() -> failing.get(10, SECONDS)) == null) {
        failing.join().close();
      }
      empty.get(10, SECONDS).ifPresent(Permit::close);
      assertFree(round);
    }
  }

  @Test
  void aTaskWithTheLockRunsOrWasCancelledAndTheLockIsFree() throws Exception {
    withLockAgainstCancel(ROUNDS);
  }

  @Test
  @Tag("stress")
  void aTaskWithTheLockRunsOrWasCancelledForLong() throws Exception {
    withLockAgainstCancel(100_000);
  }

  private void withLockAgainstCancel(int rounds) throws Exception {
    for (int i = 0; i < rounds; i++) {
      int round = i;
      Permit held = lock.tryAcquire().orElseThrow();
      CompletableFuture<Integer> work = new CompletableFuture<>();
      CorralFuture<Integer> run = lock.withLock(() -> work);
      race(
          () -> {
            stagger(round);
            held.close();
            work.complete(1);
          },
          () -> {
            stagger(round / 3);
            run.cancel(true);
          });
      run.handle((x, e) -> x).get(10, SECONDS);
      assertFree(round);
    }
  }

  @Test
  void aThreadThatBlocksHasThePermitOrWasInterrupted() throws Exception {
    for (int i = 0; i < ROUNDS / 4; i++) {
      int round = i;
      Permit held = lock.tryAcquire().orElseThrow();
      CountDownLatch blocks = new CountDownLatch(1);
      CompletableFuture<Object> outcome = new CompletableFuture<>();
      Future<?> blocked =
          threads.submit(
              () -> {
                blocks.countDown();
                try (Permit permit = lock.acquireBlocking()) {
                  outcome.complete(permit);
                } catch (InterruptedException e) {
                  outcome.complete(e);
                } finally {
                  Thread.interrupted();
                }
              });
      blocks.await();
      Future<?> closing =
          threads.submit(
              () -> {
                stagger(round);
                held.close();
              });
      stagger(round / 3);
      if (round % 3 > 0) {
        blocked.cancel(true);
      }
      closing.get(10, SECONDS);
      outcome.get(10, SECONDS);
      lock.acquire().get(10, SECONDS).close();
      assertFree(round);
    }
  }

  @Test
  void aBlockingTaskThatJoinsAndIsCancelledLosesNothing() throws Exception {
    for (int i = 0; i < ROUNDS / 5; i++) {
      int round = i;
      Permit held = lock.tryAcquire().orElseThrow();
      CorralFuture<Integer> task =
          Corral.toThread(
              () -> {
                try (Permit permit = lock.acquire().join()) {
                  assertThat(permit).isNotNull();
                  return 1;
                }
              });
      Await.until(() -> lock.statistics().waiting() != 0);
      race(
          () -> {
            stagger(round);
            held.close();
          },
          () -> {
            stagger(round / 3);
            task.cancel();
          });
      task.handle((x, e) -> x).get(10, SECONDS);
      assertFree(round);
    }
  }

  @Test
  void arrivalCountsWhoeverIsCancelled() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      Permit held = lock.tryAcquire().orElseThrow();
      List<Integer> served = new ArrayList<>();
      List<CorralFuture<Permit>> line = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        line.add(lock.acquire());
      }
      List<Integer> stayed = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        if (random.nextInt(3) == 0) {
          assertThat(line.get(i).cancel(true)).isTrue();
        } else {
          stayed.add(i);
        }
      }
      held.close();
      for (int i : stayed) {
        assertThat(line.get(i).isDone()).isTrue();
        for (int later = i + 1; later < 12; later++) {
          assertThat(line.get(later).isDone()).isEqualTo(!stayed.contains(later));
        }
        served.add(i);
        line.get(i).join().close();
      }
      assertThat(served).isEqualTo(stayed);
      assertFree(round);
    }
  }

  private Permit abandoned(CorralFuture<?> task, CompletableFuture<Permit> kept) throws Exception {
    task.handle((x, e) -> x).get(10, SECONDS);
    assertThatThrownBy(() -> lock.acquire().joinOrThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lock 'raced': its holder 'forgetful' ended without releasing it");
    assertThatThrownBy(lock::acquireBlocking).hasMessageContaining("'forgetful' ended without");
    assertThatThrownBy(
            () -> lock.withLock(() -> CompletableFuture.completedFuture(1)).joinOrThrow())
        .hasMessageContaining("'forgetful' ended without");
    return kept.join();
  }

  @Test
  void aTaskThatKeepsThePermitHasAbandonedTheLock() throws Exception {
    for (int kind = 0; kind < 3; kind++) {
      CompletableFuture<Permit> kept = new CompletableFuture<>();
      dev.corral.Task<Integer> forgetful =
          dev.corral.Task.<Integer>of(
                  () ->
                      lock.acquire()
                          .thenApply(
                              permit -> {
                                kept.complete(permit);
                                return 1;
                              }))
              .named("forgetful");
      CorralFuture<?> task =
          switch (kind) {
            case 0 -> Corral.submit(forgetful);
            case 1 ->
                TaskGroup.run(
                    group -> {
                      group.spawn(forgetful);
                      return CompletableFuture.completedFuture(1);
                    });
            default -> Corral.submit(forgetful.timeout(Duration.ofMinutes(1)));
          };
      abandoned(task, kept).close();
      assertFree(kind);
    }
  }

  @Test
  void aPermitThatIsATasksValueIsHandedOn() throws Exception {
    List<CorralFuture<Permit>> tasks = new ArrayList<>();
    tasks.add(Corral.failAfter(Duration.ofMinutes(1), () -> lock.acquire()));
    handedOn(tasks.get(0).get(10, SECONDS));
    handedOn(Corral.submit(() -> lock.acquire()).get(10, SECONDS));
    handedOn(Corral.submit(() -> lock.acquire().thenApply(permit -> permit)).get(10, SECONDS));
    handedOn(TaskGroup.<Permit>run(group -> group.spawn(() -> lock.acquire())).get(10, SECONDS));
    handedOn(
        Corral.submit(() -> lock.tryAcquire(Duration.ofMinutes(1))).get(10, SECONDS).orElseThrow());
    handedOn(
        Corral.moveOnAfter(Duration.ofMinutes(1), () -> lock.acquire()).get(10, SECONDS).unwrap());
    handedOn(Corral.<Permit>raceIndexed(() -> lock.acquire()).get(10, SECONDS).value());
    handedOn(
        Corral.gather(List.<dev.corral.Task<Permit>>of(() -> lock.acquire()))
            .get(10, SECONDS)
            .get(0));
  }

  private void handedOn(Permit permit) throws Exception {
    CorralFuture<Permit> next = lock.acquire();
    assertThat(next.isDone()).as("%s", next).isFalse();
    permit.close();
    next.get(10, SECONDS).close();
    assertFree(0);
  }
}
