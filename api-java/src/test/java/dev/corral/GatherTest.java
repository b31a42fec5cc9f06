package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GatherTest {
  private final List<Hand> hands = Hand.several(3);
  private final Hand.Bin bin = new Hand.Bin();

  private List<Task<Integer>> tasks() {
    return hands.stream().map(hand -> hand.into(bin)).toList();
  }

  @Test
  void nothingGathersAnEmptyList() {
    assertThat(Corral.gather(List.<Task<Integer>>of()).join()).isEmpty();
    assertThat(Corral.gather(3, List.<Task<Integer>>of()).join()).isEmpty();
    assertThat(Corral.gatherSettled(List.<Task<Integer>>of()).join()).isEmpty();
  }

  @Test
  void theValuesAreInTheOrderOfTheTasksWhateverOrderTheyComeIn() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      List<Hand> many = Hand.several(20);
      CorralFuture<List<Integer>> gather = Corral.gather(many);
      List<Integer> order = new ArrayList<>(IntStream.range(0, 20).boxed().toList());
      Collections.shuffle(order, random);
      order.forEach(index -> many.get(index).value(index));
      assertThat(gather.join()).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }
  }

  @Test
  void aNullAmongTheValuesIsKeptAndTheListCannotBeChanged() {
    List<Integer> values =
        Corral.gather(() -> CompletableFuture.<Integer>completedFuture(null), () -> Subject.done(1))
            .join();
    assertThat(values).containsExactly(null, 1);
    assertThatThrownBy(() -> values.set(0, 3)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void theFirstFailureCancelsTheOthersAndDisposesOfWhatHadCome() {
    Exception boom = new Exception("boom");
    CorralFuture<List<Integer>> gather = Corral.gather(tasks());
    hands.get(2).value(2);
    hands.get(1).fail(boom);
    assertThatThrownBy(gather::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
    assertThat(hands.get(0).isCancelled()).isTrue();
    assertThat(bin.values).containsExactly(2);
    assertThat(bin.threads).doesNotContain(Thread.currentThread());
  }

  @Test
  void aValueThatComesAfterTheFailureIsDisposedOfTooBeforeTheFutureIsDone() {
    Exception boom = new Exception("boom");
    Exception broken = new Exception("broken");
    Hand stubborn = Hand.stubborn();
    CorralFuture<List<Integer>> gather =
        Corral.gather(
            hands.get(0),
            stubborn.onUndelivered(
                value -> {
                  throw broken;
                }),
            hands.get(2).into(bin));
    hands.get(2).value(2);
    hands.get(0).fail(boom);
    assertThat(gather.isDone()).isFalse();
    stubborn.value(1);
    assertThatThrownBy(gather::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).containsExactly(broken);
    assertThat(bin.values).containsExactly(2);
  }

  @Test
  void laterFailuresAreSuppressedInTheFirst() {
    Exception boom = new Exception("boom");
    Exception late = new Exception("late");
    Hand stubborn = Hand.stubborn();
    CorralFuture<List<Integer>> gather = Corral.gather(hands.get(0), stubborn);
    hands.get(0).fail(boom);
    stubborn.fail(late);
    assertThatThrownBy(gather::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).containsExactly(late);
  }

  @Test
  void cancelledItDisposesOfWhatHadCome() {
    CorralFuture<List<Integer>> gather = Corral.gather(tasks());
    hands.get(1).value(1);
    gather.cancel(true);
    assertThatThrownBy(gather::join).isInstanceOf(TaskCancelledException.class);
    assertThat(bin.values).containsExactly(1);
  }

  @Test
  void aTaskThatWasCancelledByItselfCancelsTheWhole() {
    CorralFuture<List<Integer>> gather =
        Corral.gather(
            hands.get(0),
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              return new CompletableFuture<>();
            });
    assertThatThrownBy(gather::join).isInstanceOf(TaskCancelledException.class);
    assertThat(hands.get(0).isCancelled()).isTrue();
  }

  @Test
  void aForeignCancellationIsAFailure() {
    CancellationException strange = new CancellationException("strange");
    CorralFuture<List<Integer>> gather = Corral.gather(tasks());
    hands.get(0).fail(strange);
    assertThatThrownBy(gather::joinOrThrow).isSameAs(strange);
    assertThat(hands.get(1).isCancelled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100})
  void neverMoreThanTheLimitAreAtWorkAndNoneIsBegunAhead(int limit) throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    List<Task<Integer>> tasks =
        IntStream.range(0, 40)
            .<Task<Integer>>mapToObj(
                index ->
                    Task.blocking(
                        () -> {
                          begun.incrementAndGet();
                          most.accumulateAndGet(running.incrementAndGet(), Math::max);
                          Thread.yield();
                          running.decrementAndGet();
                          return index;
                        }))
            .toList();
    assertThat(Corral.gather(limit, tasks).join())
        .isEqualTo(IntStream.range(0, 40).boxed().toList());
    assertThat(most.get()).isLessThanOrEqualTo(limit);
    assertThat(begun.get()).isEqualTo(40);
  }

  @Test
  void theNextOneBeginsWhenOneHasEndedAndNotBefore() {
    List<Hand> many = Hand.several(4);
    CorralFuture<List<Integer>> gather = Corral.gather(2, many);
    assertThat(many.stream().filter(Hand::hasBegun)).hasSize(2);
    many.get(1).value(1);
    many.get(2).awaitBegun();
    assertThat(many.get(3).hasBegun()).isFalse();
    many.get(0).value(0);
    many.get(3).awaitBegun();
    many.get(3).value(3);
    many.get(2).value(2);
    assertThat(gather.join()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void withALimitAFailureKeepsTheOthersFromBeginning() {
    Exception boom = new Exception("boom");
    CorralFuture<List<Integer>> gather = Corral.gather(1, tasks());
    hands.get(0).fail(boom);
    assertThatThrownBy(gather::joinOrThrow).isSameAs(boom);
    assertThat(hands.get(1).hasBegun()).isFalse();
    assertThat(hands.get(2).hasBegun()).isFalse();
  }

  @Test
  void withALimitTasksThatEndAtOnceAreAllRun() {
    for (int round = 0; round < 3_000; round++) {
      int limit = 1 + round % 4;
      int count = limit + round % 3;
      List<Task<Integer>> tasks =
          IntStream.range(0, count)
              .<Task<Integer>>mapToObj(index -> () -> Subject.done(index))
              .toList();
      assertThat(Corral.gather(limit, tasks).join()).hasSize(count);
    }
  }

  @Test
  void aTaskThatCancelsTheWholeWhileTheOthersAreBegunIsNoTrouble() throws Exception {
    Queue<Throwable> reports =
        Reports.during(
            () ->
                Corral.submit(
                    () -> {
                      TaskHandle<?> outer = Corral.currentTask().orElseThrow();
                      return Corral.gather(
                          2,
                          List.<Task<Integer>>of(
                              () -> {
                                outer.cancel();
                                return Subject.done(0);
                              },
                              hands.get(0),
                              hands.get(1),
                              hands.get(2)));
                    }));
    assertThat(reports).isEmpty();
    assertThat(hands).noneMatch(Hand::hasBegun);
  }

  @Test
  void typedFormsCombineTheValues() {
    assertThat(
            Corral.gather(
                    () -> Subject.done(1),
                    () -> CompletableFuture.completedFuture("x"),
                    (number, text) -> text + number)
                .join())
        .isEqualTo("x1");
    assertThat(
            Corral.gather(
                    () -> Subject.done(1),
                    () -> CompletableFuture.completedFuture("x"),
                    () -> CompletableFuture.completedFuture(true),
                    (number, text, flag) -> text + number + flag)
                .join())
        .isEqualTo("x1true");
  }

  @Test
  void aCombiningFunctionThatThrowsFailsTheFuture() {
    IllegalStateException boom = new IllegalStateException("boom");
    CorralFuture<Integer> gather =
        Corral.gather(
            () -> Subject.done(1),
            () -> Subject.done(2),
            (one, two) -> {
              throw boom;
            });
    assertThatThrownBy(gather::joinOrThrow).isSameAs(boom);
  }

  @Test
  void aTypedGatherThatIsCancelledCancelsItsTasks() {
    CorralFuture<Integer> gather = Corral.gather(hands.get(0), hands.get(1), Integer::sum);
    gather.cancel(true);
    assertThatThrownBy(gather::join).isInstanceOf(CancellationException.class);
    assertThat(hands.get(0).isCancelled()).isTrue();
    assertThat(hands.get(1).isCancelled()).isTrue();
  }

  @Test
  void tenThousandTasksAreGathered() {
    CountDownLatch all = new CountDownLatch(10_000);
    List<Task<Integer>> tasks =
        IntStream.range(0, 10_000)
            .<Task<Integer>>mapToObj(
                index ->
                    Task.compute(
                        () -> {
                          all.countDown();
                          return index;
                        }))
            .toList();
    assertThat(Corral.gather(tasks).join()).hasSize(10_000).last().isEqualTo(9_999);
    assertThat(all.getCount()).isZero();
  }
}
