package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L1, L3, L9, L13: who is asked to stop, and what it takes to have stopped. */
@Timeout(30)
class CancellationLawsTest {
  @Test
  void aGroupWaitsForAChildThatSwallowsItsCancellationAndWorksOn() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch swallowed = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Exception boom = new Exception("boom");
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawnAction(
                  () -> {
                    begun.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      swallowed.countDown();
                    }
                    mayEnd.await();
                  });
              group.spawnAction(
                  () -> {
                    begun.await();
                    throw boom;
                  });
            });
    swallowed.await();
    assertThat(all.isDone()).isFalse();
    mayEnd.countDown();
    assertThatThrownBy(all::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void anAbandonableBodyThatIgnoresItsInterruptIsLeftBehind() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> ignoring = new CompletableFuture<>();
    LinkedBlockingQueue<Integer> disposed = new LinkedBlockingQueue<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.<Integer>blocking(
                    () -> {
                      begun.countDown();
                      return ignoring.join();
                    })
                .onUndelivered(disposed::add)
                .abandonable(Duration.ofMillis(20)));
    begun.await();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(disposed).isEmpty();
    ignoring.complete(7);
    assertThat(disposed.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void aFailingChildEndsABodyWhoseFutureNeverCompletes() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> never = new CompletableFuture<>();
    CorralFuture<Integer> run =
        TaskGroup.run(
            group -> {
              group.spawn(() -> CompletableFuture.failedFuture(boom));
              return never;
            });
    assertThatThrownBy(run::joinOrThrow).isSameAs(boom);
    assertThat(never.isCancelled()).isTrue();
  }

  @Test
  void aFailingChildEndsABodyThatIsBlockedInAJoin() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> never = new CompletableFuture<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CorralFuture<Integer> run =
        TaskGroup.run(
            group -> {
              TaskHandle<Integer> waiting = group.spawn(() -> never);
              group.spawn(() -> CompletableFuture.failedFuture(boom));
              try {
                return Subject.done(waiting.join());
              } catch (Throwable t) {
                thrown.set(t);
                throw t;
              }
            });
    assertThatThrownBy(run::joinOrThrow).isSameAs(boom);
    assertThat(thrown.get()).isInstanceOf(TaskCancelledException.class);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void aChildCancelledBeforeItsFirstStepDoesNotRun() {
    AtomicBoolean ran = new AtomicBoolean();
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      ran.set(true);
                      return Subject.done(1);
                    })
                .on(held::add));
    assertThat(task.taskState()).isEqualTo(TaskState.PENDING);
    assertThat(task.cancel()).isTrue();
    assertThat(task.taskState()).isEqualTo(TaskState.CANCELLED);
    held.remove().run();
    assertThat(ran).isFalse();
  }

  @Test
  void whatIsSpawnedInACancelledGroupIsCancelledAlready() {
    AtomicReference<TaskState> state = new AtomicReference<>();
    TaskGroup.runAll(
            group -> {
              group.cancel();
              state.set(group.spawn(() -> Subject.done(1)).taskState());
            })
        .join();
    assertThat(state.get()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void whatIsSpawnedInAnEndedGroupIsRefused() {
    TaskGroup group = TaskGroup.open(GroupOptions.named("g"));
    group.join();
    assertThatThrownBy(() -> group.spawn("late", () -> Subject.done(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("g", "late", "ended");
    group.close();
    group.close();
  }

  @Test
  void anOperationOfATasksBodyIsAwaitedAndCancelledWithIt() {
    CompletableFuture<Integer> begun = new CompletableFuture<>();
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      Corral.submit(() -> begun);
                      return Subject.done(1);
                    })
                .on(held::add));
    // Here, so that the body is over: had it returned after the cancellation, its value would
    // count.
    held.remove().run();
    Await.until(() -> begun.getNumberOfDependents() != 0);
    assertThat(task.isDone()).isFalse();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(begun.isCancelled()).isTrue();
  }

  @Test
  void anOperationOfATasksCallbackIsAwaitedAndCancelledWithIt() {
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<Integer> begun = new CompletableFuture<>();
    Subject.Stubborn body = new Subject.Stubborn();
    TaskHandle<Integer> task =
        Corral.submit(
            () -> {
              Corral.failAfter(Subject.LONG, () -> first)
                  .thenRun(() -> Corral.failAfter(Subject.LONG, () -> begun));
              return body;
            });
    body.awaitBegun();
    first.complete(1);
    Await.until(() -> begun.getNumberOfDependents() != 0);
    body.complete(1);
    assertThat(task.isDone()).isFalse();
    begun.complete(2);
    assertThat(task.join()).isEqualTo(1);
  }

  @Test
  void twoGroupsObserveOneFuture() {
    CompletableFuture<Integer> shared = new CompletableFuture<>();
    TaskGroup one = TaskGroup.open();
    TaskGroup other = TaskGroup.open();
    one.spawn(Task.<Integer>observing(shared));
    TaskHandle<Integer> observer = other.spawn(Task.<Integer>observing(shared));
    one.close();
    assertThat(shared.isDone()).isFalse();
    shared.complete(3);
    assertThat(observer.join()).isEqualTo(3);
    other.close();
  }

  @Test
  void aShieldedBlockingCommitReturnsItsValueAndTheInterruptComesAfterwards() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CompletableFuture<Integer> commit = new CompletableFuture<>();
    AtomicInteger committed = new AtomicInteger();
    AtomicBoolean interruptedInside = new AtomicBoolean();
    TaskHandle<Void> task =
        Corral.submit(
            Task.action(
                () -> {
                  committed.set(
                      Corral.shieldBlocking(
                          () -> {
                            committing.countDown();
                            int value = commit.join();
                            interruptedInside.set(Thread.currentThread().isInterrupted());
                            return value;
                          }));
                  new CountDownLatch(1).await();
                }));
    committing.await();
    task.cancel();
    commit.complete(7);
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(committed).hasValue(7);
    assertThat(interruptedInside).isFalse();
  }

  @Test
  void onCancelRunsOnceAndTheTaskWaitsForIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch actionMayEnd = new CountDownLatch(1);
    CountDownLatch inAction = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Integer> query = new CompletableFuture<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.blocking(
                () -> {
                  Registration onCancel =
                      Corral.onCancel(
                          () -> {
                            runs.incrementAndGet();
                            query.complete(1);
                            inAction.countDown();
                            actionMayEnd.await();
                          });
                  begun.countDown();
                  int value = query.join();
                  onCancel.close();
                  return value;
                }));
    begun.await();
    task.cancel();
    task.cancel();
    inAction.await();
    assertThat(task.isDone()).isFalse();
    actionMayEnd.countDown();
    assertThat(task.join()).isEqualTo(1);
    assertThat(runs).hasValue(1);
  }

  @Test
  void aWithdrawnOnCancelDoesNotRun() {
    AtomicInteger runs = new AtomicInteger();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.blocking(
                () -> {
                  Corral.onCancel(runs::incrementAndGet).close();
                  Corral.currentTask().orElseThrow().cancel();
                  return 1;
                }));
    assertThat(task.join()).isEqualTo(1);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aLateInterruptDoesNotHitTheNextJobOfTheThread() throws Exception {
    CorralConfig config = CorralConfig.defaults().virtualThreads(false).blockingLimit(1);
    try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().supervise().config(config))) {
      for (int i = 0; i < 5_000; i++) {
        CountDownLatch begun = new CountDownLatch(1);
        TaskHandle<Void> job = group.spawnAction(begun::countDown);
        begun.await();
        job.cancel();
        TaskHandle<Boolean> next =
            group.spawnBlocking(() -> Thread.currentThread().isInterrupted());
        assertThat(next.join()).isFalse();
        catchThrowable(job::join);
      }
      group.join();
    }
  }

  @Test
  void aGracefulStopTellsWhoIgnoredIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    TaskGroup group = TaskGroup.open(GroupOptions.named("g"));
    TaskHandle<Integer> polite =
        group.spawn(
            "polite",
            Task.blocking(
                () -> {
                  begun.countDown();
                  Await.until(() -> Corral.isStopping());
                  return 1;
                }));
    group.spawn(
        "deaf",
        Task.action(
            () -> {
              begun.countDown();
              new CountDownLatch(1).await();
            }));
    begun.await();
    CorralFuture<StopReport> stop = group.cancelGracefully(Duration.ofMillis(100));
    TaskHandle<Integer> late = group.spawn("late", () -> Subject.done(1));
    assertThat(late.taskState()).isEqualTo(TaskState.CANCELLED);
    StopReport report = stop.join();
    assertThat(report.ignored()).containsExactly("deaf");
    assertThat(report.running()).isEmpty();
    assertThat(report.isClean()).isFalse();
    assertThat(polite.join()).isEqualTo(1);
    group.close();
  }
}
