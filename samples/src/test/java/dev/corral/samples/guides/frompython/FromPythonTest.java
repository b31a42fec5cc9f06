package dev.corral.samples.guides.frompython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CancelScope;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskStatus;
import dev.corral.channel.AsyncQueue;
import dev.corral.samples.guides.Printed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands for asyncio's, AnyIO's and Trio's words, and how it behaves. */
@Timeout(60)
class FromPythonTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final CompletableFuture<String> never = new CompletableFuture<>();
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");

  @Test
  void theFirstProgramRuns() throws Exception {
    assertThat(Printed.by(() -> FirstGroup.main(new String[0]))).containsExactly("all done");
  }

  @Test
  void theFirstFailureIsThrownItselfAndALaterOneIsSuppressedInIt() {
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Void> group =
        TaskGroup.runAll(
            tasks -> {
              tasks.spawnAction(
                  () -> {
                    begun.countDown();
                    try {
                      new CountDownLatch(1).await(); // until it is cancelled
                    } catch (InterruptedException e) {
                      throw second;
                    }
                  });
              tasks.spawnAction(
                  () -> {
                    begun.await();
                    throw first;
                  });
            });
    assertThatThrownBy(group::joinOrThrow).isSameAs(first);
    assertThat(first.getSuppressed()).containsExactly(second);
  }

  @Test
  void aTaskThatSwallowsItsCancellationMeetsItAgainAtTheNextWait() throws Exception {
    AtomicInteger met = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Void> task =
        Corral.toThreadAction(
            () -> {
              begun.countDown();
              for (int i = 0; i < 3; i++) {
                try {
                  Corral.delay(Duration.ofDays(1)).join();
                } catch (CancellationException e) {
                  met.incrementAndGet();
                }
              }
            });
    begun.await();
    task.cancel();
    task.join(); // it returned normally, which counts
    assertThat(met).hasValue(3);
  }

  @Test
  void startReturnsWhenTheTaskSaysThatItIsReady() throws Exception {
    CompletableFuture<Void> stop = new CompletableFuture<>();
    try (TaskGroup group = TaskGroup.open()) {
      int port =
          group
              .start(
                  (TaskStatus<Integer> status) -> {
                    status.started(8080);
                    return stop; // serves until then
                  })
              .joinOrThrow();
      assertThat(port).isEqualTo(8080);
      stop.complete(null);
      group.joinOrThrow();
    }
  }

  @Test
  void aScopeCanBeCancelledFromInside() {
    CorralFuture<Settled<String>> outcome =
        CancelScope.run(
            scope -> {
              scope.cancel();
              return never;
            });
    assertThat(outcome.join()).isInstanceOf(Settled.Cancelled.class);
    assertThat(never).isCancelled();
  }

  @Test
  void aShieldEndsBeforeTheCancellationGoesOn() throws Exception {
    CompletableFuture<String> commit = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<String> task =
        Corral.submit(
            () ->
                Corral.shield(
                    () -> {
                      begun.countDown();
                      return commit;
                    }));
    begun.await();
    task.cancel();
    assertThat(task).isNotDone(); // waits for the commit
    commit.complete("committed");
    assertThat(task.join()).isEqualTo("committed");
  }

  @Test
  void outcomesInsteadOfExceptions() {
    CorralFuture<List<Settled<String>>> all =
        Corral.gatherSettled(
            () -> FirstGroup.fetch("a"),
            () -> {
              throw first;
            });
    assertThat(all.join())
        .containsExactly(new Settled.Fulfilled<>("a"), new Settled.Rejected<>(first));
  }

  @Test
  void aTimeoutIsAFailure() {
    CorralFuture<String> late = Corral.failAfter(SOON, () -> never);
    assertThatThrownBy(late::joinOrThrow).isInstanceOf(TimeoutException.class);
  }

  @Test
  void toThreadAndBack() throws Exception {
    CorralFuture<String> answer =
        Corral.toThread(
            () -> {
              String name = Corral.fromThread(() -> FirstGroup.fetch("a")); // a child of this task
              return "hello " + name;
            });
    assertThat(answer.join()).isEqualTo("hello a");
    String atTheTop = Corral.runSync(() -> FirstGroup.fetch("b"));
    assertThat(atTheTop).isEqualTo("b");
  }

  @Test
  void aThreadThatIsCancelledIsInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CorralFuture<Void> task =
        Corral.toThreadAction(
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.countDown();
              }
            });
    begun.await();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(CancellationException.class);
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void aThreadThatMayBeAbandonedIsNotWaitedFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Task<Void> stubborn =
        Task.action(
            () -> {
              begun.countDown();
              boolean isReleased = false;
              while (!isReleased) {
                try {
                  release.await();
                  isReleased = true;
                } catch (InterruptedException e) {
                  // goes on
                }
              }
              ended.countDown();
            });
    CorralFuture<Void> task = Corral.submit(stubborn.abandonable(SOON));
    begun.await();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(CancellationException.class);
    assertThat(ended.getCount()).isOne(); // left behind, as it was asked for
    release.countDown();
    ended.await();
  }

  @Test
  void aQueueThatIsClosedGivesWhatIsInItFirst() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(10);
    queue.put("last").join();
    queue.close();
    assertThat(queue.get().join()).isEqualTo("last");
    assertThatThrownBy(() -> queue.get().joinOrThrow())
        .isInstanceOf(dev.corral.channel.QueueClosed.class);
  }
}
