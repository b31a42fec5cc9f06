package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is told of failures and of progress while items are mapped. */
@Timeout(30)
class MapHandlersTest {
  private static final List<Integer> THREE = List.of(0, 1, 2);
  private final List<Hand> hands = Hand.several(3);
  private final Exception boom = new Exception("boom");

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
}
