package dev.corral;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L4, L8: time-outs and deadlines. */
@Timeout(30)
class DeadlineLawsTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  static Stream<Duration> notPositive() {
    return Stream.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
  }

  @ParameterizedTest
  @MethodSource("notPositive")
  void aTimeoutThatIsNotPositiveExpiresAtOnceAndTheBodyDoesNotRun(Duration timeout) {
    AtomicBoolean ran = new AtomicBoolean();
    Task<Integer> body =
        () -> {
          ran.set(true);
          return Subject.done(1);
        };
    assertThatThrownBy(() -> Corral.failAfter(timeout, body).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> Corral.submit(body.timeout(timeout)).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(Corral.moveOnAfter(timeout, body).join()).isEqualTo(new Settled.TimedOut<>());
    assertThat(Corral.moveOnAfter(timeout, 9, body).join()).isEqualTo(9);
    assertThat(ran).isFalse();
  }

  @Test
  void ofTwoEqualDeadlinesTheOuterOneClaimsTheTimeoutAndTheCodeBetweenDoesNotRun() {
    AtomicBoolean between = new AtomicBoolean();
    Deadline deadline = Deadline.after(SHORT);
    CorralFuture<Settled<Integer>> outer =
        Corral.moveOnAt(
            deadline,
            () ->
                Corral.moveOnAt(deadline, CompletableFuture<Integer>::new)
                    .thenApply(
                        settled -> {
                          between.set(true);
                          return 1;
                        }));
    assertThat(outer.join()).isEqualTo(new Settled.TimedOut<>());
    assertThat(between).isFalse();
  }

  @Test
  void theEffectiveDeadlineIsTheEarliestUpToAShield() {
    AtomicReference<Deadline> inner = new AtomicReference<>();
    AtomicReference<Deadline> shielded = new AtomicReference<>();
    AtomicReference<Deadline> blocking = new AtomicReference<>();
    Deadline early = Deadline.after(Duration.ofSeconds(50));
    Corral.failAt(
            early,
            () ->
                Corral.failAfter(
                    Subject.LONG,
                    () -> {
                      inner.set(Corral.effectiveDeadline());
                      Corral.shieldAction(() -> shielded.set(Corral.effectiveDeadline()));
                      return Corral.toThreadAction(() -> blocking.set(Corral.effectiveDeadline()));
                    }))
        .join();
    assertThat(inner.get()).isEqualTo(early);
    assertThat(blocking.get()).isEqualTo(early);
    assertThat(shielded.get()).isEqualTo(Deadline.NONE);
    assertThat(Corral.effectiveDeadline()).isEqualTo(Deadline.NONE);
  }

  @Test
  void aValueThatABodyReturnsAfterItsTimeoutCounts() {
    Subject.Stubborn work = new Subject.Stubborn();
    CompletableFuture<Integer> other = new CompletableFuture<>();
    CorralFuture<Integer> task =
        Corral.failAfter(
            SHORT,
            () -> {
              Corral.submit(() -> other);
              return work;
            });
    assertThatThrownBy(other::join).isInstanceOf(CancellationException.class);
    assertThat(task.isDone()).isFalse();
    work.complete(1);
    assertThat(task.join()).isEqualTo(1);
    assertThat(task.isCompletedExceptionally()).isFalse();
  }

  @Test
  void aDeadlineThatMovesIntoThePastCancelsNow() {
    AtomicReference<CancelScope> scope = new AtomicReference<>();
    CorralFuture<Settled<Integer>> run =
        CancelScope.run(
            inside -> {
              scope.set(inside);
              return new CompletableFuture<Integer>();
            });
    assertThat(scope.get().isCancelCalled()).isFalse();
    scope.get().setDeadline(Deadline.after(Duration.ZERO));
    assertThat(run.join()).isEqualTo(new Settled.TimedOut<>());
    assertThat(scope.get().isCancelCalled()).isTrue();
    assertThat(scope.get().isCancelledCaught()).isTrue();
  }

  @Test
  void aDeadlineThatMovesAwayDoesNotCancel() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Settled<Integer>> run =
        CancelScope.run(
            scope -> {
              scope.setDeadline(Deadline.after(Duration.ofMillis(50)));
              scope.setDeadline(Deadline.NONE);
              return work;
            });
    assertThatThrownBy(() -> run.get(120, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    work.complete(1);
    assertThat(run.join()).isEqualTo(new Settled.Fulfilled<>(1));
  }

  @Test
  void aScopeCancelledBeforeItsDeadlineDoesNotTimeOut() {
    CorralFuture<Settled<Integer>> run =
        CancelScope.run(
            scope -> {
              scope.setDeadline(Deadline.after(Subject.LONG));
              scope.cancel();
              return new CompletableFuture<Integer>();
            });
    assertThat(run.join()).isEqualTo(new Settled.Cancelled<>());
  }

  @Test
  void anOpenGroupThatTimesOutFailsItsJoin() {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("g").timeout(SHORT))) {
      group.spawn(CompletableFuture<Integer>::new);
      assertThatThrownBy(group::joinOrThrow)
          .isInstanceOf(TimeoutException.class)
          .hasMessageContainingAll("g", "20 ms");
    }
  }

  @Test
  void aGroupWithADoneBodyTimesOut() {
    CorralFuture<Void> all =
        TaskGroup.runAll(
            GroupOptions.defaults().timeout(SHORT),
            group -> {
              group.spawn(CompletableFuture<Integer>::new);
            });
    assertThatThrownBy(all::join).hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void orTimeoutStopsTheWork() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> task = Corral.submit(() -> work).orTimeout(20, MILLISECONDS);
    assertThatThrownBy(() -> task.get(10, SECONDS)).hasCauseInstanceOf(TimeoutException.class);
    assertThat(work.isCancelled()).isTrue();
  }

  @Test
  void completeOnTimeoutStopsTheWork() throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> task = Corral.submit(() -> work).completeOnTimeout(5, 20, MILLISECONDS);
    assertThat(task.get(10, SECONDS)).isEqualTo(5);
    assertThat(work.isCancelled()).isTrue();
  }

  @Test
  void theTimeoutOfADerivedFutureIsItsAlone() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> task = Corral.submit(() -> work);
    assertThatThrownBy(() -> task.thenApply(x -> x).orTimeout(20, MILLISECONDS).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(task.thenApply(x -> x).completeOnTimeout(5, 20, MILLISECONDS).join()).isEqualTo(5);
    assertThat(task.isCancelRequested()).isFalse();
    work.complete(1);
    assertThat(task.join()).isEqualTo(1);
  }
}
