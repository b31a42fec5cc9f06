package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuorumTest {
  private final List<Hand> hands = Hand.several(4);
  private final Hand.Bin bin = new Hand.Bin();

  private List<Task<Integer>> tasks() {
    return hands.stream().map(hand -> hand.into(bin)).toList();
  }

  @Test
  void endsWithTheFirstValuesInTheOrderInWhichTheyCame() {
    CorralFuture<List<Integer>> quorum = Corral.quorum(2, hands);
    hands.get(3).value(3);
    hands.get(0).fail(new Exception());
    assertThat(quorum.isDone()).isFalse();
    hands.get(1).value(1);
    assertThat(quorum.join()).containsExactly(3, 1);
    assertThat(hands.get(2).isCancelled()).isTrue();
  }

  @Test
  void failsAsSoonAsTheNumberCannotBeReached() {
    Exception one = new Exception("one");
    Exception two = new Exception("two");
    CorralFuture<List<Integer>> quorum = Corral.quorum(3, tasks());
    hands.get(3).value(3);
    hands.get(1).fail(one);
    assertThat(quorum.isDone()).isFalse();
    hands.get(0).fail(two);
    assertThatThrownBy(quorum::joinOrThrow).isSameAs(one);
    assertThat(one.getSuppressed()).singleElement().isInstanceOf(TaskFailedException.class);
    assertThat(one.getSuppressed()[0]).hasCause(two);
    assertThat(hands.get(2).isCancelled()).isTrue();
    assertThat(bin.values).containsExactly(3);
  }

  @Test
  void ofAllTasksTheFirstFailureEndsIt() {
    Exception boom = new Exception("boom");
    CorralFuture<List<Integer>> quorum = Corral.quorum(4, tasks());
    hands.get(2).value(2);
    hands.get(1).fail(boom);
    assertThatThrownBy(quorum::joinOrThrow).isSameAs(boom);
    assertThat(bin.values).containsExactly(2);
  }

  @Test
  void aCancellationDisposesOfWhatHadCome() {
    CorralFuture<List<Integer>> quorum = Corral.quorum(3, tasks());
    hands.get(0).value(0);
    hands.get(1).value(1);
    quorum.cancel(true);
    assertThatThrownBy(quorum::join).isInstanceOf(TaskCancelledException.class);
    assertThat(bin.sorted()).containsExactly(0, 1);
  }

  @Test
  void failuresBesideAQuorumAreReportedToNobody() throws Exception {
    Queue<Throwable> reports =
        Reports.during(
            () ->
                Corral.quorum(
                    1,
                    List.<Task<Integer>>of(
                        () -> CompletableFuture.failedFuture(new Exception()),
                        () -> Subject.done(1))));
    assertThat(reports).isEmpty();
  }

  @Test
  void aQuorumReachedWhileTheOthersAreBegunIsNoTrouble() throws Exception {
    for (int round = 0; round < 500; round++) {
      Hand winner = Hand.obedient();
      Thread thread =
          new Thread(
              () -> {
                winner.awaitBegun();
                winner.value(1);
              });
      thread.start();
      List<Hand> others = Hand.several(6);
      Queue<Throwable> reports =
          Reports.during(
              () ->
                  Corral.firstSuccess(
                      winner,
                      others.get(0),
                      others.get(1),
                      others.get(2),
                      others.get(3),
                      others.get(4),
                      others.get(5)));
      thread.join();
      assertThat(reports).isEmpty();
    }
  }

  @Test
  void theListCannotBeChanged() {
    List<Integer> values = Corral.quorum(1, List.<Task<Integer>>of(() -> Subject.done(1))).join();
    assertThatThrownBy(() -> values.add(2)).isInstanceOf(UnsupportedOperationException.class);
  }
}
