package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SettleTest {
  private final List<Hand> hands = Hand.several(3);
  private final Hand.Bin bin = new Hand.Bin();
  private final Exception boom = new Exception("boom");

  @Test
  void eachIsToldAsItEndedAndNoneCancelsAnother() {
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.gatherSettled(
            hands.get(0),
            hands.get(1),
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              return new CompletableFuture<>();
            });
    hands.get(1).fail(boom);
    assertThat(hands.get(0).isCancelled()).isFalse();
    hands.get(0).value(0);
    assertThat(settled.join())
        .containsExactly(
            new Settled.Fulfilled<>(0), new Settled.Rejected<>(boom), new Settled.Cancelled<>());
  }

  @Test
  void failuresThatAreToldAreReportedToNobody() throws Exception {
    Queue<Throwable> reports =
        Reports.during(() -> Corral.gatherSettled(() -> CompletableFuture.failedFuture(boom)));
    assertThat(reports).isEmpty();
  }

  @Test
  void aForeignCancellationIsRejected() {
    CancellationException strange = new CancellationException("strange");
    CorralFuture<List<Settled<Integer>>> settled = Corral.gatherSettled(hands.get(0));
    hands.get(0).fail(strange);
    assertThat(settled.join()).containsExactly(new Settled.Rejected<>(strange));
  }

  @Test
  void aTaskThatTimesOutByItselfIsRejectedWithThat() {
    Settled<Integer> settled =
        Corral.gatherSettled(hands.get(0).timeout(Duration.ofMillis(1))).join().get(0);
    assertThat(settled).isInstanceOf(Settled.Rejected.class);
    assertThatThrownBy(settled::unwrap).hasRootCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void cancelledFromOutsideItIsCancelledAndDisposesOfWhatHadCome() {
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.gatherSettled(hands.get(0).into(bin), hands.get(1));
    hands.get(0).value(0);
    settled.cancel(true);
    assertThatThrownBy(settled::join).isInstanceOf(TaskCancelledException.class);
    assertThat(bin.values).containsExactly(0);
    assertThat(hands.get(1).isCancelled()).isTrue();
  }

  @Test
  void withALimitTheNextBeginsThoughOneFailed() {
    CorralFuture<List<Settled<Integer>>> settled = Corral.gatherSettled(1, hands);
    hands.get(0).fail(boom);
    hands.get(1).awaitBegun();
    assertThat(hands.get(2).hasBegun()).isFalse();
    hands.get(1).value(1);
    hands.get(2).awaitBegun();
    hands.get(2).value(2);
    assertThat(settled.join()).hasSize(3).last().isEqualTo(new Settled.Fulfilled<>(2));
  }

  @Test
  void atTheDeadlineTheFinishedOnesAreToldAndTheOthersCancelledAndEnded() {
    Hand stubborn = Hand.stubborn();
    Hand failing = Hand.stubborn();
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.settleWithin(
            Duration.ofMillis(300),
            hands.get(0).into(bin),
            hands.get(1),
            hands.get(2),
            stubborn,
            failing);
    hands.get(0).value(0);
    hands.get(1).fail(boom);
    Await.until(() -> hands.get(2).isCancelled());
    assertThat(settled.isDone()).isFalse();
    stubborn.value(3);
    failing.fail(boom);
    assertThat(settled.join())
        .containsExactly(
            new Settled.Fulfilled<>(0),
            new Settled.Rejected<>(boom),
            new Settled.TimedOut<>(),
            new Settled.Fulfilled<>(3),
            new Settled.Rejected<>(boom));
    assertThat(bin.values).isEmpty();
  }

  @Test
  void ifAllAreInTimeItEndsAtOnce() {
    CorralFuture<List<Settled<Integer>>> settled = Corral.settleWithin(Subject.LONG, hands.get(0));
    hands.get(0).value(1);
    assertThat(settled.join()).containsExactly(new Settled.Fulfilled<>(1));
  }

  @Test
  void withoutTimeNoneBegins() {
    assertThat(Corral.settleWithin(Duration.ZERO, hands).join())
        .hasSize(3)
        .allMatch(Settled.TimedOut.class::isInstance);
    assertThat(hands).noneMatch(Hand::hasBegun);
    assertThat(Corral.settleWithin(Duration.ofSeconds(-1), hands).join()).hasSize(3);
  }

  @Test
  void aDeadlineThatPassesWhileTheTasksAreBegunIsTold() {
    Hand early = Hand.obedient();
    AtomicBoolean begun = new AtomicBoolean();
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.settleWithin(
            Duration.ofMillis(20),
            early,
            () -> {
              begun.set(true);
              Await.until(() -> early.isCancelled());
              return Subject.done(1);
            },
            hands.get(0));
    List<Settled<Integer>> all = settled.join();
    assertThat(all).hasSize(3);
    assertThat(all.get(0)).isInstanceOf(Settled.TimedOut.class);
    // On a machine that is slow enough it does not begin.
    assertThat(all.get(1))
        .isEqualTo(begun.get() ? new Settled.Fulfilled<>(1) : new Settled.TimedOut<>());
    assertThat(all.get(2)).isInstanceOf(Settled.TimedOut.class);
    assertThat(hands.get(0).hasBegun()).isFalse();
  }

  @Test
  void oneThatWasCancelledByItselfBeforeTheDeadlineIsToldAsCancelled() {
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.settleWithin(
            Duration.ofMillis(200),
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              return new CompletableFuture<>();
            },
            hands.get(0));
    assertThat(settled.join()).containsExactly(new Settled.Cancelled<>(), new Settled.TimedOut<>());
  }

  @Test
  void anEarlierDeadlineAroundItIsAFailure() {
    CorralFuture<List<Settled<Integer>>> settled =
        Corral.failAfter(
            Duration.ofMillis(200), () -> Corral.settleWithin(Subject.LONG, hands.get(0)));
    assertThatThrownBy(settled::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(hands.get(0).isCancelled()).isTrue();
  }
}
