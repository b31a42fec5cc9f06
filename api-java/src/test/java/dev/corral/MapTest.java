package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
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
class MapTest {
  private static final List<Integer> THREE = List.of(0, 1, 2);
  private final List<Hand> hands = Hand.several(3);
  private final Hand.Bin bin = new Hand.Bin();
  private final Exception boom = new Exception("boom");

  @Test
  void noItemsMakeAnEmptyList() {
    assertThat(Corral.mapAsync(List.<Integer>of(), 2, Subject::done).join()).isEmpty();
    assertThat(Corral.mapAsync(Set.<Integer>of(), 2, Subject::done).join()).isEmpty();
    assertThat(Corral.mapAsyncUnordered(List.<Integer>of(), 2, Subject::done).join()).isEmpty();
    assertThat(Corral.mapBlocking(List.<Integer>of(), 2, item -> item).join()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 64})
  void theResultsAreInTheOrderOfTheItemsWhateverTheyAreKeptIn(int limit) {
    List<Integer> items = IntStream.range(0, 200).boxed().toList();
    for (Iterable<Integer> source :
        List.of(
            items,
            new LinkedList<>(items),
            new LinkedHashSet<>(items),
            (Iterable<Integer>) items::iterator)) {
      assertThat(
              Corral.mapAsync(source, limit, item -> Corral.submit(() -> Subject.done(item)))
                  .join())
          .isEqualTo(items);
      assertThat(Corral.mapAsync(source, limit, Subject::done).join()).isEqualTo(items);
      assertThat(Corral.mapBlocking(source, limit, item -> item).join()).isEqualTo(items);
      assertThat(Corral.mapAsyncUnordered(source, limit, Subject::done).join())
          .containsExactlyInAnyOrderElementsOf(items);
    }
  }

  @Test
  void unorderedResultsAreInTheOrderInWhichTheyCame() {
    CountDownLatch first = new CountDownLatch(1);
    CorralFuture<List<Integer>> map =
        Corral.mapAsyncUnordered(
            THREE,
            BatchOptions.limit(3).onProgress(progress -> first.countDown()),
            item -> hands.get(item).start());
    hands.forEach(Hand::awaitBegun);
    hands.get(2).value(2);
    await(first);
    hands.get(0).value(0);
    hands.get(1).value(1);
    assertThat(map.join()).first().isEqualTo(2);
    assertThat(map.join()).containsExactlyInAnyOrder(0, 1, 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void neverMoreThanTheLimitAreAtWork(int limit) {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Corral.mapBlocking(
            IntStream.range(0, 200).boxed().toList(),
            limit,
            item -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.yield();
              return running.decrementAndGet();
            })
        .join();
    assertThat(most.get()).isLessThanOrEqualTo(limit);
  }

  @Test
  void asManyAsTheLimitAreAtWorkAtOnce() {
    CountDownLatch all = new CountDownLatch(3);
    Corral.mapBlocking(
            THREE,
            3,
            item -> {
              all.countDown();
              all.await();
              return item;
            })
        .join();
    CorralFuture<List<Integer>> map = Corral.mapAsync(THREE, 3, item -> hands.get(item).start());
    hands.forEach(Hand::awaitBegun);
    hands.forEach(hand -> hand.value(1));
    map.join();
  }

  @Test
  void theFirstFailureCancelsTheOthersAndNoFurtherItemIsBegun() {
    CorralFuture<List<Integer>> map = Corral.mapAsync(THREE, 2, item -> hands.get(item).start());
    hands.get(0).awaitBegun();
    hands.get(1).awaitBegun();
    hands.get(1).fail(boom);
    assertThatThrownBy(map::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
    assertThat(hands.get(0).isCancelled()).isTrue();
    assertThat(hands.get(2).hasBegun()).isFalse();
  }

  @Test
  void aFunctionThatThrowsFailsTheWhole() {
    assertThatThrownBy(
            Corral.<Integer, Integer>mapAsync(
                    THREE,
                    1,
                    item -> {
                      throw boom;
                    })
                ::joinOrThrow)
        .isSameAs(boom);
    assertThatThrownBy(
            Corral.<Integer, Integer>mapBlocking(
                    THREE,
                    1,
                    item -> {
                      throw boom;
                    })
                ::joinOrThrow)
        .isSameAs(boom);
  }

  @Test
  void aFunctionThatReturnsNoStageIsNamed() {
    assertThatThrownBy(Corral.mapAsync(THREE, 1, item -> null)::joinOrThrow)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContainingAll("mapAsync", "0");
    assertThatThrownBy(Corral.mapBlocking(THREE, 1, Subject::done)::joinOrThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mapAsync");
  }

  @Test
  void aForeignCancellationIsAFailure() {
    CancellationException strange = new CancellationException("strange");
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(THREE, 2, item -> CompletableFuture.failedFuture(strange));
    assertThatThrownBy(map::joinOrThrow).isSameAs(strange);
  }

  @Test
  void aMapIsNotDoneBeforeAnItemThatIgnoresItsCancellation() {
    Hand stubborn = Hand.stubborn();
    CorralFuture<List<Integer>> map = Corral.mapAsync(THREE, 1, item -> stubborn.start());
    stubborn.awaitBegun();
    map.cancel(true);
    assertThat(map.isDone()).isFalse();
    stubborn.value(1);
    assertThatThrownBy(map::join).isInstanceOf(TaskCancelledException.class);
    assertThat(stubborn.begun).hasValue(1);
  }

  @Test
  void aCancellationInterruptsBlockingFunctions() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    AtomicInteger interrupted = new AtomicInteger();
    CorralFuture<List<Integer>> map =
        Corral.mapBlocking(
            THREE,
            2,
            item -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
                return item;
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
              }
            });
    begun.await();
    map.cancel(true);
    assertThatThrownBy(map::join).isInstanceOf(TaskCancelledException.class);
    assertThat(interrupted).hasValue(2);
    assertThat(begun.getCount()).isZero();
  }

  @Test
  void aFailureInterruptsTheOtherBlockingFunctions() {
    CountDownLatch waiting = new CountDownLatch(1);
    CorralFuture<List<Integer>> map =
        Corral.mapBlocking(
            List.of(0, 1),
            2,
            item -> {
              if (item == 0) {
                waiting.countDown();
                new CountDownLatch(1).await();
              }
              waiting.await();
              throw boom;
            });
    assertThatThrownBy(map::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void resultsOfAMapThatFailsAreDisposedOfAndNothingElseIs() {
    CountDownLatch worked = new CountDownLatch(1);
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            THREE,
            BatchOptions.limit(2)
                .onProgress(progress -> worked.countDown())
                .onUndelivered(value -> bin.dispose((Integer) value)),
            item -> hands.get(item).start());
    hands.get(0).awaitBegun();
    hands.get(0).value(0);
    await(worked);
    hands.get(1).awaitBegun();
    hands.get(1).fail(boom);
    assertThatThrownBy(map::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
    assertThat(new ArrayList<>(bin.values)).containsExactly(0);
  }

  @Test
  void aStageThatAFunctionReturnsWhenItWasCancelledMeanwhileIsCancelledAndAwaited() {
    Hand stubborn = Hand.stubborn();
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(2);
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            List.of(0, 1),
            BatchOptions.limit(2).onUndelivered(value -> bin.dispose((Integer) value)),
            item -> {
              begun.countDown();
              cancelled.await();
              return item == 0 ? stubborn.start() : hands.get(1).start();
            });
    await(begun);
    map.cancel(true);
    cancelled.countDown();
    stubborn.awaitBegun();
    assertThat(map.isDone()).isFalse();
    stubborn.value(5);
    assertThatThrownBy(map::join).isInstanceOf(TaskCancelledException.class);
    assertThat(hands.get(1).isCancelled()).isTrue();
    assertThat(new ArrayList<>(bin.values)).containsExactly(5);
  }

  @Test
  void aResultThatComesAfterTheCancellationIsDisposedOf() {
    Hand stubborn = Hand.stubborn();
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            THREE,
            BatchOptions.limit(1).onUndelivered(value -> bin.dispose((Integer) value)),
            item -> stubborn.start());
    stubborn.awaitBegun();
    map.cancel(true);
    stubborn.value(5);
    assertThatThrownBy(map::join).isInstanceOf(TaskCancelledException.class);
    assertThat(new ArrayList<>(bin.values)).containsExactly(5);
  }

  @Test
  void manyItemsAreMapped() {
    List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
    assertThat(Corral.mapAsync(items, 4, Subject::done).join()).isEqualTo(items);
  }
}
