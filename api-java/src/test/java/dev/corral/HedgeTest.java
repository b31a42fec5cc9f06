package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HedgeTest {
  private final Hand first = Hand.obedient();
  private final Hand second = Hand.obedient();
  private final Hand stubborn = Hand.stubborn();
  private final Hand.Bin bin = new Hand.Bin();

  @Test
  void theSecondDoesNotBeginWhileTheFirstIsInTime() {
    CorralFuture<Integer> hedge = Corral.hedge(Subject.LONG, first, second);
    first.value(1);
    assertThat(hedge.join()).isEqualTo(1);
    assertThat(second.hasBegun()).isFalse();
  }

  @Test
  void theSecondBeginsWhenTheFirstIsSlowAndTheFirstMayWinAllTheSame() {
    CorralFuture<Integer> hedge = Corral.hedge(Duration.ofMillis(1), first, second);
    second.awaitBegun();
    assertThat(first.isCancelled()).isFalse();
    first.value(1);
    assertThat(hedge.join()).isEqualTo(1);
    assertThat(second.isCancelled()).isTrue();
  }

  @Test
  void theSecondBeginsAtOnceWhenTheFirstFails() {
    CorralFuture<Integer> hedge = Corral.hedge(Subject.LONG, first, second);
    first.fail(new Exception("boom"));
    second.awaitBegun();
    second.value(2);
    assertThat(hedge.join()).isEqualTo(2);
  }

  @Test
  void withoutADelayAllBeginAtOnce() {
    CorralFuture<Integer> hedge = Corral.hedge(Duration.ZERO, first, second, stubborn.into(bin));
    second.awaitBegun();
    stubborn.awaitBegun();
    second.value(2);
    stubborn.value(3);
    assertThat(hedge.join()).isEqualTo(2);
    assertThat(first.isCancelled()).isTrue();
    assertThat(bin.values).containsExactly(3);
  }

  @Test
  void ifAllFailTheFirstFailureIsThrown() {
    Exception one = new Exception("one");
    Exception two = new Exception("two");
    CorralFuture<Integer> hedge = Corral.hedge(Subject.LONG, first, second);
    first.fail(one);
    second.awaitBegun();
    second.fail(two);
    assertThatThrownBy(hedge::joinOrThrow).isSameAs(one);
    assertThat(one.getSuppressed()[0]).isInstanceOf(TaskFailedException.class).hasCause(two);
  }

  @Test
  void aCancelledHedgeBeginsNoMore() {
    CorralFuture<Integer> hedge = Corral.hedge(Duration.ofMillis(1), stubborn, second);
    second.awaitBegun();
    hedge.cancel(true);
    assertThat(second.isCancelled()).isTrue();
    assertThat(hedge.isDone()).isFalse();
    stubborn.value(1);
    assertThat(hedge.join()).isEqualTo(1);
  }

  @Test
  void aHedgeThatIsCancelledBeforeTheDelayBeginsNoSecond() {
    CorralFuture<Integer> hedge = Corral.hedge(Subject.LONG, first, second);
    hedge.cancel(true);
    assertThatThrownBy(hedge::join).isInstanceOf(TaskCancelledException.class);
    assertThat(second.hasBegun()).isFalse();
  }

  @Test
  void aSecondThatIsBegunAsTheFirstEndsIsNoTrouble() throws Exception {
    for (int round = 0; round < 300; round++) {
      Hand winner = Hand.obedient();
      assertThat(
              Reports.during(
                  () -> {
                    CorralFuture<Integer> hedge =
                        Corral.hedge(Duration.ofNanos(50_000), winner, CompletableFuture::new);
                    winner.value(1);
                    return hedge;
                  }))
          .isEmpty();
    }
  }
}
