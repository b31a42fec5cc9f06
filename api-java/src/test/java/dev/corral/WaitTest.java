package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitTest {
  private final CompletableFuture<Integer> first = new CompletableFuture<>();
  private final CompletableFuture<Integer> second = new CompletableFuture<>();
  private final List<CompletionStage<Integer>> both = List.of(first, second);

  @Test
  void waitAnyEndsWithTheFirstAndCancelsNone() {
    CorralFuture<Waited<Integer>> wait = Corral.waitAny(both);
    assertThat(wait.isDone()).isFalse();
    second.complete(2);
    assertThat(wait.join()).isEqualTo(new Waited<>(List.of(second), List.of(first)));
    assertThat(first.isDone()).isFalse();
  }

  @Test
  void waitAnyTellsOfAllThatWereDone() throws Exception {
    first.complete(1);
    second.completeExceptionally(new Exception("boom"));
    assertThat(
            Reports.during(
                () -> {
                  CorralFuture<Waited<Integer>> wait =
                      Corral.waitAny(List.of(first, new CompletableFuture<Integer>(), second));
                  assertThat(wait.join().done()).containsExactly(first, second);
                  assertThat(wait.join().pending()).hasSize(1);
                  return wait;
                }))
        .isEmpty();
  }

  @Test
  void aFailureAndACancellationAreWaysOfBeingDone() throws Exception {
    first.completeExceptionally(new Exception("boom"));
    second.cancel(true);
    assertThat(
            Reports.during(
                () -> {
                  CorralFuture<Waited<Integer>> wait = Corral.waitAll(both);
                  assertThat(wait.join().done()).containsExactly(first, second);
                  return wait;
                }))
        .isEmpty();
  }

  @Test
  void waitAllEndsWithTheLast() {
    CorralFuture<Waited<Integer>> wait = Corral.waitAll(both);
    second.complete(2);
    assertThat(wait.isDone()).isFalse();
    first.complete(1);
    assertThat(wait.join()).isEqualTo(new Waited<>(List.of(first, second), List.of()));
  }

  @Test
  void waitAllOfNothingIsDone() {
    assertThat(Corral.waitAll(List.<CompletionStage<Integer>>of()).join())
        .isEqualTo(new Waited<>(List.of(), List.of()));
  }

  @Test
  void afterItsTimeWaitAllTellsOfThoseThatArePending() {
    first.complete(1);
    assertThat(Corral.waitAll(Duration.ofMillis(10), both).join())
        .isEqualTo(new Waited<>(List.of(first), List.of(second)));
    assertThat(Corral.waitAll(Duration.ZERO, both).join().pending()).contains(second);
    assertThat(second.isDone()).isFalse();
  }

  @Test
  void theSameStageMayBeGivenTwice() {
    first.complete(1);
    assertThat(Corral.waitAny(List.of(first, first)).join().done()).containsExactly(first, first);
    assertThat(Corral.waitAll(List.of(first, first)).join().done()).hasSize(2);
  }

  @Test
  void aFutureOfCorralsMayBeWaitedForAndGoesOn() {
    Hand hand = Hand.obedient();
    CorralFuture<Integer> ours = Corral.race(hand);
    CorralFuture<Waited<Integer>> wait = Corral.waitAny(List.of(ours, first));
    wait.cancel(true);
    assertThatThrownBy(wait::join).isInstanceOf(TaskCancelledException.class);
    assertThat(ours.isCancelRequested()).isFalse();
    hand.value(1);
    assertThat(ours.join()).isEqualTo(1);
  }
}
