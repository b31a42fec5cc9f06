package dev.corral.sync;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReentrantLockTest {
  private final AsyncReentrantLock lock = new AsyncReentrantLock("tree");

  @AfterEach
  void itIsFree() {
    assertThat(lock.statistics()).isEqualTo(new ReentrantLockStatistics(Optional.empty(), 0, 0));
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void theTaskThatHoldsItAcquiresItAgainAndReleasesInAnyOrder() {
    inTask(
        () -> {
          Permit first = lock.acquire().join();
          Permit second = lock.tryAcquire().orElseThrow();
          Permit third = lock.acquireBlocking();
          assertThat(lock.holdCount()).isEqualTo(3);
          assertThat(lock.isHeldByCurrentTask()).isTrue();
          assertThat(lock.statistics())
              .isEqualTo(new ReentrantLockStatistics(Optional.of("a"), 3, 0));
          first.close();
          first.close();
          third.close();
          assertThat(lock.isLocked()).isTrue();
          assertThat(lock.holdCount()).isEqualTo(1);
          second.close();
          assertThat(lock.isHeldByCurrentTask()).isFalse();
          return completedFuture(1);
        });
    assertThat(lock.holdCount()).isZero();
  }

  @Test
  void whatItRunsMayAcquireItAgain() {
    inTask(
        () ->
            lock.withLock(
                () ->
                    lock.withLock(
                        () -> {
                          assertThat(lock.holdCount()).isEqualTo(2);
                          assertThat(lock.statistics().holds()).isEqualTo(2);
                          return lock.acquire().thenAccept(Permit::close).thenApply(x -> 1);
                        })));
  }

  @Test
  void aTaskThatHoldsItMayRunSomethingWithIt() {
    inTask(
        () -> {
          Permit permit = lock.acquire().join();
          return lock.withLock(() -> completedFuture(lock.holdCount()))
              .thenApply(
                  count -> {
                    assertThat(count).isEqualTo(2);
                    permit.close();
                    return 1;
                  });
        });
  }

  @Test
  void childrenWaitLikeAnybodyElse() {
    inTask(
        () -> {
          Permit permit = lock.acquire().join();
          CorralFuture<Permit> operation =
              Corral.failAfter(
                  Duration.ofMinutes(1),
                  () -> {
                    assertThat(lock.isHeldByCurrentTask()).isFalse();
                    return lock.acquire();
                  });
          CorralFuture<Permit> child =
              Corral.submit(
                  () -> {
                    assertThat(lock.tryAcquire()).isEmpty();
                    return lock.acquire();
                  });
          Await.until(() -> lock.statistics().waiting() >= 2);
          assertThat(operation.isDone()).isFalse();
          permit.close();
          operation.join().close();
          child.join().close();
          return completedFuture(1);
        });
  }

  @Test
  void itGoesByTheTaskNotByTheThread() {
    Executor other = run -> new Thread(run).start();
    inTask(
        () ->
            lock.acquire()
                .thenComposeAsync(
                    first -> {
                      Permit second = lock.tryAcquire().orElseThrow();
                      first.close();
                      second.close();
                      return completedFuture(1);
                    },
                    other));
  }

  @Test
  void aTaskThatAsksTwiceBeforeItHasItGetsBoth() {
    Permit held = lock.acquire().join();
    CorralFuture<Integer> task =
        Corral.submit(
            () -> {
              CorralFuture<Permit> first = lock.acquire();
              CorralFuture<Permit> second = lock.acquire();
              CorralFuture<Integer> run = lock.withLock(() -> completedFuture(1));
              first.join();
              second.join().close();
              run.join();
              first.join().close();
              return completedFuture(1);
            });
    Await.until(() -> lock.statistics().waiting() >= 3);
    CorralFuture<Permit> last = lock.acquire();
    held.close();
    task.join();
    last.join().close();
  }

  @Test
  void outsideAnyTaskNobodyHoldsItAlready() {
    Permit permit = lock.acquire().join();
    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(lock.isHeldByCurrentTask()).isFalse();
    CorralFuture<Permit> next = lock.acquire();
    assertThat(next.isDone()).isFalse();
    permit.close();
    next.join().close();
  }

  @Test
  void thoseWhoWaitLearnThatNobodyIsLeftToReleaseIt() throws Exception {
    AtomicReference<Permit> first = new AtomicReference<>();
    AtomicReference<Permit> again = new AtomicReference<>();
    CompletableFuture<Integer> end = new CompletableFuture<>();
    CorralFuture<Integer> owner =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      first.set(lock.acquire().join());
                      lock.acquire().join().close();
                      return Task.observing(end).start();
                    })
                .named("a"));
    Await.until(() -> first.get() != null && lock.statistics().holds() == 1);
    CorralFuture<Permit> waiting = lock.acquire();
    end.complete(1);
    owner.join();
    assertThatThrownBy(() -> waiting.get(10, SECONDS))
        .hasRootCauseMessage("lock 'tree': its holder 'a' ended without releasing it");
    assertThatThrownBy(() -> lock.acquire().join())
        .hasRootCauseMessage("lock 'tree': its holder 'a' ended without releasing it");
    assertThat(again.get()).isNull();
    first.get().close();
    lock.acquire().join().close();
  }

  /** The second permit was acquired while somebody waited already. */
  @Test
  void anAcquisitionAheadOfTheLineIsWatchedToo() throws Exception {
    AtomicReference<Permit> kept = new AtomicReference<>();
    CorralFuture<?>[] waiting = new CorralFuture<?>[1];
    inTask(
        () -> {
          Permit first = lock.acquire().join();
          CompletableFuture.runAsync(() -> waiting[0] = lock.acquire()).join();
          kept.set(lock.acquire().join());
          first.close();
          return completedFuture(1);
        });
    assertThatThrownBy(() -> waiting[0].get(10, SECONDS)).hasMessageContaining("'a' ended");
    kept.get().close();
  }

  @Test
  void whoReceivesThePermitOfATaskThatEndedHoldsTheLock() throws Exception {
    TaskGroup.<Integer>run(
            group -> {
              Permit permit = group.<Permit>spawn(() -> lock.acquire()).join();
              assertThat(lock.holdCount()).isEqualTo(1);
              lock.acquire().join().close();
              permit.close();
              return completedFuture(1);
            })
        .get(10, SECONDS);
  }

  private static void inTask(Task<Integer> body) {
    assertThat(Corral.submit(Task.of(body).named("a")).join()).isEqualTo(1);
  }
}
