package dev.corral.sync;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.testing.Await;
import dev.corral.testing.WaitingLaws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of everything that grants permits: one of them is out when {@link #begin} waits. */
@Timeout(30)
abstract class PermitLaws extends WaitingLaws {
  private final List<Permit> out = new ArrayList<>();

  protected abstract CorralFuture<Permit> acquire();

  protected abstract Permit acquireBlocking() throws InterruptedException;

  protected abstract Optional<Permit> tryAcquire();

  protected abstract CorralFuture<Optional<Permit>> tryAcquire(Duration timeout);

  protected abstract <T> CorralFuture<T> with(Task<T> task);

  /** How many wait. */
  protected abstract int waiting();

  /** Takes one of the permits, all of which are out when there is nothing more to take. */
  protected Optional<Permit> takeOne() {
    return tryAcquire();
  }

  /** Takes every permit that there is, outside of any task. */
  private void exhaust() {
    CompletableFuture.runAsync(
            () -> {
              for (var taken = takeOne(); taken.isPresent(); taken = takeOne()) {
                out.add(taken.get());
              }
            })
        .join();
  }

  @Override
  protected CorralFuture<?> begin() {
    exhaust();
    return acquire();
  }

  @AfterEach
  void everythingCanBeHadAgain() {
    out.forEach(Permit::close);
    assertThat(waiting()).isZero();
    Optional<Permit> again = tryAcquire();
    assertThat(again).isPresent();
    again.get().close();
  }

  @Test
  void aFreePermitIsGrantedAtOnce() {
    CorralFuture<Permit> future = acquire();
    assertThat(future.isDone()).isTrue();
    assertThat(future.cancel(true)).isFalse();
    future.join().close();
  }

  @Test
  void whoCameFirstIsServedFirst() {
    exhaust();
    List<CorralFuture<Permit>> line = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      line.add(acquire());
    }
    line.get(3).cancel(true);
    assertThat(waiting()).isEqualTo(9);
    out.get(0).close();
    for (int i = 0; i < 10; i++) {
      if (i != 3) {
        assertThat(line.get(i).isDone()).as("the one of number %d", i).isTrue();
        line.get(i).join().close();
      }
    }
  }

  @Test
  void aPermitIsClosedOnce() {
    exhaust();
    CorralFuture<Permit> first = acquire();
    CorralFuture<Permit> second = acquire();
    Permit permit = out.remove(0);
    permit.close();
    permit.close();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isFalse();
    first.join().close();
    second.join().close();
  }

  @Test
  void aCancelledTaskDoesNotAcquireWhatIsFree() {
    AtomicReference<CorralFuture<Permit>> wait = new AtomicReference<>();
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              wait.set(acquire());
              return completedFuture(1);
            })
        .join();
    assertThat(wait.get().isCancelled()).isTrue();
  }

  @Test
  void aTimedAcquisitionIsEmptyWhenTheTimeHasPassed() throws Exception {
    exhaust();
    assertThat(tryAcquire(Duration.ZERO).get(10, SECONDS)).isEmpty();
    assertThat(tryAcquire(Duration.ofMillis(20)).get(10, SECONDS)).isEmpty();
    assertThat(waiting()).isZero();
    CorralFuture<Optional<Permit>> granted = tryAcquire(Duration.ofMinutes(1));
    out.remove(0).close();
    granted.join().orElseThrow().close();
  }

  @Test
  void aTaskRunsWithAPermitThatComesBack() throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> run = with(() -> work);
    exhaust();
    CorralFuture<Permit> next = acquire();
    assertThat(next.isDone()).isFalse();
    work.complete(7);
    assertThat(run.get(10, SECONDS)).isEqualTo(7);
    next.get(10, SECONDS).close();
  }

  @Test
  void aTaskThatFailsGivesItsPermitBack() {
    IllegalStateException failure = new IllegalStateException("mine");
    CorralFuture<Integer> run = with(() -> CompletableFuture.failedFuture(failure));
    assertThatThrownBy(run::joinOrThrow).isSameAs(failure);
  }

  @Test
  void aTaskThatWaitsForItsPermitBeginsWhenItHasIt() throws Exception {
    exhaust();
    CorralFuture<Integer> run = with(() -> completedFuture(7));
    assertThat(run.isDone()).isFalse();
    out.remove(0).close();
    assertThat(run.get(10, SECONDS)).isEqualTo(7);
  }

  @Test
  void aCancelledTaskThatWaitsForItsPermitIsDoneOnTheSpot() {
    exhaust();
    CorralFuture<Integer> run = with(() -> completedFuture(7));
    assertThat(run.cancel(true)).isTrue();
    assertThat(run.isDone()).isTrue();
    assertThat(run.isCancelled()).isTrue();
  }

  @Test
  void aCancelledTaskHasItsPermitUntilItHasEnded() {
    CompletableFuture<Integer> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    CorralFuture<Integer> run = with(() -> stubborn.thenApply(x -> x).toCompletableFuture());
    CorralFuture<Integer> owned = with(() -> stubborn);
    run.cancel(true);
    owned.cancel(true);
    stubborn.complete(3);
    run.handle((x, e) -> x).join();
    owned.handle((x, e) -> x).join();
  }

  @Test
  void aLoserOfARaceGivesItsPermitBack() {
    Corral.race(
            List.<Task<?>>of(() -> Corral.submit(() -> acquire()), () -> completedFuture(1))
                .stream()
                .<Task<Object>>map(task -> () -> task.start().thenApply(x -> (Object) x))
                .toList())
        .thenAccept(
            winner -> {
              if (winner instanceof Permit permit) {
                permit.close();
              }
            })
        .join();
  }

  @Test
  void whatAFailedGatherDropsIsGivenBack() {
    assertThatThrownBy(
            () ->
                Corral.<Object>gather(
                        () -> acquire(),
                        () -> CompletableFuture.failedFuture(new IllegalStateException("mine")))
                    .join())
        .hasRootCauseMessage("mine");
  }

  @Test
  void aBlockedThreadIsServed() throws Exception {
    exhaust();
    CountDownLatch got = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try (Permit permit = acquireBlocking()) {
                assertThat(permit).isNotNull();
                got.countDown();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    awaitWaiting(1);
    out.remove(0).close();
    assertThat(got.await(10, SECONDS)).isTrue();
    thread.join();
  }

  @Test
  void anInterruptEndsABlockedWait() throws Exception {
    exhaust();
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                outcome.set(acquireBlocking());
              } catch (InterruptedException e) {
                outcome.set(e);
              }
            });
    thread.start();
    awaitWaiting(1);
    thread.interrupt();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(waiting()).isZero();
  }

  @Test
  void aBlockingTaskThatIsCancelledTakesNothing() throws Exception {
    exhaust();
    CorralFuture<Object> task =
        Corral.toThread(
            () -> {
              try (Permit permit = acquire().join()) {
                return permit;
              }
            });
    awaitWaiting(1);
    task.cancel();
    assertThatThrownBy(() -> task.get(10, SECONDS)).isInstanceOf(TaskCancelledException.class);
    assertThat(waiting()).isZero();
  }

  /** A grant that races the cancellation of a blocking task is either used or never made. */
  @Test
  void aGrantThatRacesACancellationIsNotLost() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      exhaust();
      CorralFuture<Object> task =
          Corral.toThread(
              () -> {
                try (Permit permit = acquire().join()) {
                  return permit.toString();
                }
              });
      awaitWaiting(1);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> out.remove(0).close());
      task.cancel();
      closing.join();
      task.handle((x, e) -> x).get(10, SECONDS);
      out.forEach(Permit::close);
      out.clear();
      Optional<Permit> again = tryAcquire();
      assertThat(again).as("round %d", round).isPresent();
      again.get().close();
    }
  }

  @Test
  void theFutureOfATaskThatReturnsItDeliversThePermit() throws Exception {
    try (Permit permit =
        TaskGroup.<Permit>run(group -> group.spawn(() -> acquire())).get(10, SECONDS)) {
      assertThat(permit).isNotNull();
      exhaust();
      assertThat(tryAcquire()).isEmpty();
    }
  }

  private void awaitWaiting(int count) {
    Await.until(() -> waiting() >= count);
  }
}
