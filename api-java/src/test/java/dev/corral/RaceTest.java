package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RaceTest {
  private final Hand first = Hand.obedient();
  private final Hand second = Hand.obedient();
  private final Hand stubborn = Hand.stubborn();
  private final Hand.Bin bin = new Hand.Bin();

  @Test
  void aRaceOfOneEndsAsItDoes() {
    CorralFuture<Integer> race = Corral.race(first);
    assertThat(race.isDone()).isFalse();
    first.value(1);
    assertThat(race.join()).isEqualTo(1);
  }

  @Test
  void theFirstCompletionWinsAndTheOthersAreCancelled() {
    CorralFuture<Integer> race = Corral.race(first, second);
    second.value(2);
    assertThat(race.join()).isEqualTo(2);
    assertThat(first.isCancelled()).isTrue();
  }

  @Test
  void aFailureThatComesFirstWinsAndIsTheSameObject() {
    Exception boom = new Exception("boom");
    CorralFuture<Integer> race = Corral.race(first, second);
    first.fail(boom);
    assertThatThrownBy(race::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
    assertThat(second.isCancelled()).isTrue();
  }

  @Test
  void aTaskThatComesAfterAWinnerDoesNotBegin() {
    CorralFuture<Integer> race = Corral.race(() -> Subject.done(1), second);
    assertThat(race.join()).isEqualTo(1);
    assertThat(second.hasBegun()).isFalse();
  }

  @Test
  void aNullValueWins() {
    assertThat(Corral.race(() -> CompletableFuture.<Integer>completedFuture(null), first).join())
        .isNull();
  }

  @Test
  void aRaceIsNotDoneBeforeALoserThatIgnoresItsCancellation() {
    CorralFuture<Integer> race = Corral.race(first, stubborn.into(bin));
    first.value(1);
    assertThat(race.isDone()).isFalse();
    stubborn.value(2);
    assertThat(race.join()).isEqualTo(1);
    assertThat(bin.values).containsExactly(2);
    assertThat(bin.threads).doesNotContain(Thread.currentThread());
  }

  @Test
  void aDecidedRaceStandsAgainstACancellation() {
    CorralFuture<Integer> race = Corral.race(first.into(bin), stubborn);
    first.value(1);
    assertThat(race.cancel(true)).isTrue();
    assertThat(race.isDone()).isFalse();
    stubborn.value(2);
    assertThat(race.join()).isEqualTo(1);
    assertThat(bin.values).isEmpty();
  }

  @Test
  void aDecidedRaceStandsAgainstATimeOut() {
    CorralFuture<Integer> race = Corral.race(first.into(bin), stubborn);
    first.value(1);
    race.orTimeout(0, TimeUnit.MILLISECONDS);
    assertThat(race.isCancelRequested()).isTrue();
    stubborn.value(2);
    assertThat(race.join()).isEqualTo(1);
    assertThat(bin.values).isEmpty();
  }

  @Test
  void aRaceIsNotDoneBeforeALosersValueIsDisposedOf() throws Exception {
    CountDownLatch disposing = new CountDownLatch(1);
    CountDownLatch mayDispose = new CountDownLatch(1);
    CorralFuture<Integer> race =
        Corral.race(
            first,
            stubborn.onUndelivered(
                value -> {
                  disposing.countDown();
                  mayDispose.await();
                }));
    first.value(1);
    stubborn.value(2);
    disposing.await();
    assertThat(race.isDone()).isFalse();
    mayDispose.countDown();
    assertThat(race.join()).isEqualTo(1);
  }

  @Test
  void aLosersFailureIsSuppressedInTheWinnersAndBesideAValueReported() throws Exception {
    Exception boom = new Exception("boom");
    Exception late = new Exception("late");
    CorralFuture<Integer> lost = Corral.race(first, stubborn);
    first.fail(boom);
    stubborn.fail(late);
    assertThatThrownBy(lost::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).containsExactly(late);

    Hand winner = Hand.obedient();
    Hand loser = Hand.stubborn();
    Queue<Throwable> unobserved =
        Reports.during(
            () -> {
              CorralFuture<Integer> won = Corral.race(winner, loser);
              winner.value(1);
              loser.fail(late);
              return won;
            });
    assertThat(unobserved).containsExactly(late);
  }

  @Test
  void aDisposerThatThrowsIsSuppressedInTheFailureOrReported() throws Exception {
    Exception boom = new Exception("boom");
    Exception broken = new Exception("broken");
    Task<Integer> loser =
        stubborn.onUndelivered(
            value -> {
              throw broken;
            });
    CorralFuture<Integer> lost = Corral.race(first, loser);
    first.fail(boom);
    stubborn.value(2);
    assertThatThrownBy(lost::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).containsExactly(broken);

    Hand late = Hand.stubborn();
    Queue<Throwable> unobserved =
        Reports.during(
            () -> {
              CorralFuture<Integer> won =
                  Corral.race(
                      late.onUndelivered(
                          value -> {
                            throw broken;
                          }),
                      () -> Subject.done(1));
              late.value(2);
              return won;
            });
    assertThat(unobserved).containsExactly(broken);
  }

  @Test
  void aRaceThatIsCancelledCancelsAllAndWaitsForThem() {
    CorralFuture<Integer> race = Corral.race(first, stubborn);
    race.cancel(true);
    assertThat(first.isCancelled()).isTrue();
    assertThat(race.isDone()).isFalse();
    stubborn.fail(new CancellationException());
    assertThatThrownBy(race::join).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void aValueThatComesAfterTheCancellationCounts() {
    CorralFuture<Integer> race = Corral.race(first, stubborn.into(bin));
    race.cancel(true);
    stubborn.value(2);
    assertThat(race.join()).isEqualTo(2);
    assertThat(bin.values).isEmpty();
  }

  @Test
  void aForeignCancellationIsAFailure() {
    CancellationException strange = new CancellationException("strange");
    CorralFuture<Integer> race = Corral.race(first, second);
    first.fail(strange);
    assertThatThrownBy(race::joinOrThrow).isSameAs(strange);
    assertThat(race.isCancelled()).isFalse();
  }

  @Test
  void aTaskThatWasCancelledByItselfLeavesTheRaceToTheOthers() {
    CorralFuture<Integer> race =
        Corral.race(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              return new CompletableFuture<>();
            },
            second);
    assertThat(race.isDone()).isFalse();
    second.value(2);
    assertThat(race.join()).isEqualTo(2);
  }

  @Test
  void aRaceOfWhichAllWereCancelledByThemselvesIsCancelled() {
    Task<Integer> quits =
        () -> {
          Corral.currentTask().orElseThrow().cancel();
          return new CompletableFuture<>();
        };
    CorralFuture<Integer> race = Corral.race(quits, quits);
    assertThatThrownBy(race::join).isInstanceOf(TaskCancelledException.class);
    assertThat(race.isCancelled()).isTrue();
  }

  @Test
  void aRaceTimesOutAndSaysSo() {
    CorralFuture<Integer> race = Corral.race(Duration.ofMillis(200), List.of(first, second));
    assertThatThrownBy(race::joinOrThrow)
        .isInstanceOf(TimeoutException.class)
        .hasMessageContainingAll("race", "200 ms");
    assertThat(first.isCancelled()).isTrue();
    assertThat(second.isCancelled()).isTrue();
  }

  @Test
  void aRaceWithoutTimeBeginsNothing() {
    CorralFuture<Integer> race = Corral.race(Duration.ZERO, List.of(first));
    assertThatThrownBy(race::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(first.hasBegun()).isFalse();
  }

  @Test
  void aValueThatComesAfterTheTimeoutCounts() {
    CorralFuture<Integer> race = Corral.race(Duration.ofMillis(200), List.of(stubborn, first));
    Await.until(() -> first.isCancelled());
    stubborn.value(1);
    assertThat(race.join()).isEqualTo(1);
  }

  @Test
  void theTasksSeeTheDeadlineOfTheRace() {
    Task<Deadline> asking = Task.blocking(Corral::effectiveDeadline);
    Deadline seen = Corral.race(Subject.LONG, List.of(asking)).join();
    assertThat(seen.remaining()).isLessThanOrEqualTo(Subject.LONG);
    assertThat(Corral.race(asking).join()).isEqualTo(Deadline.NONE);
  }

  @Test
  void aResultTellsWhoWonWhenAndHowManyHadNotCompleted() {
    CorralFuture<RaceResult<Integer>> race = Corral.raceIndexed(first, second, stubborn);
    second.value(2);
    stubborn.value(3);
    RaceResult<Integer> result = race.join();
    assertThat(result.value()).isEqualTo(2);
    assertThat(result.index()).isEqualTo(1);
    assertThat(result.elapsed()).isPositive();
    assertThat(result.cancelled()).isEqualTo(1);
    assertThat(Corral.raceIndexed(() -> Subject.done(1), first, second).join().cancelled())
        .isEqualTo(2);
  }

  @Test
  void aWinnerThatEndsWhileTheOthersAreBegunIsNoTrouble() throws Exception {
    Queue<Throwable> unobserved = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 500; round++) {
      Hand winner = Hand.obedient();
      Thread hand =
          new Thread(
              () -> {
                winner.awaitBegun();
                winner.value(1);
              });
      hand.start();
      unobserved.addAll(
          Reports.during(
              () -> Corral.race(winner, first(), first(), first(), first(), first(), first())));
      hand.join();
    }
    assertThat(unobserved).isEmpty();
  }

  private static Task<Integer> first() {
    return CompletableFuture::new;
  }

  @Test
  void aRaceInATaskIsCancelledWithIt() {
    TaskHandle<Integer> task = Corral.submit(() -> Corral.race(first, second));
    first.awaitBegun();
    second.awaitBegun();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(first.isCancelled()).isTrue();
    assertThat(second.isCancelled()).isTrue();
  }
}
