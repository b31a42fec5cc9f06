package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  void handledFailuresLeaveNullInTheirPlaceAndNothingAmongUnorderedResults() {
    List<Integer> items = List.of(0, 1, 2, 3);
    Set<Object> handled = ConcurrentHashMap.newKeySet();
    BatchOptions<Integer, Integer> options =
        BatchOptions.<Integer, Integer>limit(2)
            .onError(
                (item, error) -> {
                  assertThat(error).isSameAs(boom);
                  handled.add(item);
                });
    AsyncFunction<Integer, Integer> odd =
        item -> item % 2 == 1 ? CompletableFuture.failedFuture(boom) : Subject.done(item);
    for (Iterable<Integer> source :
        List.of(items, new LinkedList<>(items), (Iterable<Integer>) items::iterator)) {
      assertThat(Corral.mapAsync(source, options, odd).join()).containsExactly(0, null, 2, null);
      assertThat(Corral.mapAsyncUnordered(source, options, odd).join())
          .containsExactlyInAnyOrder(0, 2);
    }
    assertThat(handled).containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void aHandlerThatThrowsFailsTheWhole() {
    IllegalStateException broken = new IllegalStateException("broken");
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            THREE,
            BatchOptions.limit(1)
                .onError(
                    (item, error) -> {
                      throw broken;
                    }),
            item -> CompletableFuture.failedFuture(boom));
    assertThatThrownBy(map::joinOrThrow).isSameAs(broken);
  }

  @Test
  void aCancellationIsNotHandedToTheHandler() {
    Set<Object> handled = ConcurrentHashMap.newKeySet();
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            THREE,
            BatchOptions.limit(2).onError((item, error) -> handled.add(error)),
            item -> hands.get(item).start());
    hands.get(0).awaitBegun();
    map.cancel(true);
    assertThatThrownBy(map::join).isInstanceOf(TaskCancelledException.class);
    assertThat(handled).isEmpty();
  }

  @Test
  void progressIsToldByOneAtATimeNeverFallsAndEndsWithAll() {
    for (int round = 0; round < 100; round++) {
      List<Progress> told = new ArrayList<>();
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger atOnce = new AtomicInteger();
      Corral.mapBlocking(
              IntStream.range(0, 50).boxed().toList(),
              BatchOptions.limit(4)
                  .onError((item, error) -> {})
                  .onProgress(
                      progress -> {
                        atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        told.add(progress);
                        inside.decrementAndGet();
                      }),
              item -> {
                if (item % 5 == 0) {
                  throw boom;
                }
                return item;
              })
          .join();
      assertThat(atOnce).hasValue(1);
      assertThat(told).last().isEqualTo(new Progress(50, OptionalLong.of(50), 10));
      for (int i = 1; i < told.size(); i++) {
        assertThat(told.get(i).done()).isGreaterThan(told.get(i - 1).done());
        assertThat(told.get(i).failed()).isGreaterThanOrEqualTo(told.get(i - 1).failed());
      }
      assertThat(told).allMatch(progress -> progress.failed() <= progress.done());
    }
  }

  @Test
  void aListenerThatThrowsFailsTheWhole() {
    IllegalStateException broken = new IllegalStateException("broken");
    CorralFuture<List<Integer>> map =
        Corral.mapAsync(
            THREE,
            BatchOptions.limit(1)
                .onProgress(
                    progress -> {
                      throw broken;
                    }),
            Subject::done);
    assertThatThrownBy(map::joinOrThrow).isSameAs(broken);
  }

  @Test
  void manyItemsAreMapped() {
    List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
    assertThat(Corral.mapAsync(items, 4, Subject::done).join()).isEqualTo(items);
  }
}
