package dev.corral;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FutureRaceTest {
  private static final int ROUNDS = 20_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private interface Body {
    void run() throws Exception;
  }

  /** Runs {@code bodies} at the same moment, each on a thread of its own. */
  private void race(Body... bodies) throws Exception {
    AtomicInteger missing = new AtomicInteger(bodies.length);
    List<Future<Void>> ends =
        Stream.of(bodies)
            .map(
                body ->
                    threads.submit(
                        (Callable<Void>)
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
                            }))
            .toList();
    for (Future<Void> end : ends) {
      end.get(20, TimeUnit.SECONDS);
    }
  }

  private static void stagger(int round) {
    for (int i = round % 64; i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** What every way of asking must agree on. */
  private static String outcome(TaskHandle<Integer> handle) throws Exception {
    Throwable joined = catchThrowable(handle::join);
    Throwable got = catchThrowable(() -> handle.get(5, TimeUnit.SECONDS));
    assertThat(handle.isDone()).isTrue();
    assertThat(handle.isCompletedExceptionally()).isEqualTo(joined != null);
    CompletableFuture<String> told = new CompletableFuture<>();
    handle.whenComplete((value, error) -> told.complete(error == null ? "value" : kind(error)));
    String outcome = joined == null ? "value" : kind(joined);
    assertThat(got == null ? "value" : kind(got)).isEqualTo(outcome);
    assertThat(told.get(5, TimeUnit.SECONDS)).isEqualTo(outcome);
    assertThat(handle.isCancelled()).isEqualTo(outcome.equals("cancelled"));
    assertThat(handle.taskState())
        .isEqualTo(
            switch (outcome) {
              case "value" -> TaskState.COMPLETED;
              case "cancelled" -> TaskState.CANCELLED;
              default -> TaskState.FAILED;
            });
    return outcome;
  }

  private static String kind(Throwable error) {
    if (error instanceof CancellationException) {
      return "cancelled";
    }
    boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
    Throwable plain = wrapped ? error.getCause() : error;
    return plain instanceof TimeoutException ? "timed out" : "failed";
  }

  @Test
  void everybodyAgreesHowATaskEndedThatWasCompletedCancelledAndFailedAtOnce() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      TaskHandle<Integer> handle = Corral.submit(() -> stage);
      AtomicInteger callbacks = new AtomicInteger();
      CorralFuture<Integer> told = handle.whenComplete((v, e) -> callbacks.incrementAndGet());
      race(
          () -> stage.complete(1),
          () -> {
            stagger(round);
            handle.cancel();
          },
          () -> {
            stagger(round / 3);
            if (round % 2 == 0) {
              stage.completeExceptionally(new IllegalStateException("boom"));
            }
          });
      outcome(handle);
      catchThrowable(told::join);
      assertThat(callbacks.get()).isEqualTo(1);
    }
  }

  @Test
  void aValueThatACancelRacesIsDeliveredOrDisposedOf() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      Queue<Integer> disposed = new ConcurrentLinkedQueue<>();
      CountDownLatch begun = new CountDownLatch(1);
      TaskHandle<Integer> handle =
          Corral.submit(
              Task.<Integer>blocking(
                      () -> {
                        begun.countDown();
                        stagger(round);
                        return round;
                      })
                  .onUndelivered(disposed::add));
      begun.await();
      stagger(round / 5);
      handle.cancel();
      String outcome = outcome(handle);
      assertThat(disposed).hasSize(outcome.equals("value") ? 0 : 1);
    }
  }

  @Test
  void aStageThatIsObservedIsNeverCancelledAndItsCompletionIsToldOrNot() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      TaskHandle<Integer> one = Corral.submit(Task.observing(stage));
      TaskHandle<Integer> other = Corral.submit(Task.observing(stage));
      race(
          () -> {
            stagger(round);
            one.cancel();
          },
          () -> stage.complete(1));
      outcome(one);
      assertThat(outcome(other)).isEqualTo("value");
      assertThat(stage.isCancelled()).isFalse();
    }
  }

  @Test
  @SuppressWarnings("try") // the registration is only closed
  void anActionForTheCaseOfACancelRunsOnceOrWasWithdrawnAndNeverAfterItsClose() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      CountDownLatch begun = new CountDownLatch(1);
      AtomicInteger runs = new AtomicInteger();
      AtomicInteger atClose = new AtomicInteger();
      TaskHandle<Void> handle =
          Corral.submit(
              Task.action(
                  () -> {
                    begun.countDown();
                    try (Registration onCancel = Corral.onCancel(runs::incrementAndGet)) {
                      stagger(round);
                    }
                    atClose.set(runs.get());
                  }));
      begun.await();
      stagger(round / 5);
      handle.cancel();
      catchThrowable(handle::join);
      assertThat(runs.get()).isEqualTo(atClose.get()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aGroupThatIsClosedWhileOthersSpawnInItLeavesNothingBehind() throws Exception {
    for (int i = 0; i < ROUNDS / 2; i++) {
      int round = i;
      TaskGroup group = TaskGroup.open();
      Queue<TaskHandle<?>> handles = new ConcurrentLinkedQueue<>();
      Body spawner =
          () -> {
            stagger(round);
            try {
              for (int n = 0; n < 6; n++) {
                handles.add(
                    group.spawn(n % 2 == 0 ? CompletableFuture::new : () -> completedFuture(1)));
              }
            } catch (IllegalStateException closed) {
              assertThat(closed).hasMessageContaining("has ended");
            }
          };
      race(
          spawner,
          spawner,
          () -> {
            stagger(round / 3);
            group.close();
            assertThat(group.tasks()).isEmpty();
          });
      assertThat(handles).allSatisfy(handle -> assertThat(handle.isDone()).isTrue());
    }
  }
}
