package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TraverseTest {
  private final AtomicInteger visited = new AtomicInteger();

  @Test
  void noRootsAreNoWork() {
    Corral.traverse(List.<Integer>of(), 1, node -> Corral.submit(() -> stage(List.of(1)))).join();
  }

  private static CompletableFuture<List<Integer>> stage(List<Integer> nodes) {
    return CompletableFuture.completedFuture(nodes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aWideGraphIsVisitedToTheEndWithAnyLimit(int limit) {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Corral.traverse(
            List.of(0),
            limit,
            depth -> {
              visited.incrementAndGet();
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              List<Integer> found = new ArrayList<>();
              for (int i = 0; depth < 3 && i < 20; i++) {
                found.add(depth + 1);
              }
              return Corral.submit(() -> stage(found))
                  .whenComplete((nodes, error) -> running.decrementAndGet());
            })
        .join();
    assertThat(visited).hasValue(1 + 20 + 400 + 8_000);
    assertThat(most.get()).isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aDeepGraphIsVisitedToTheEndWithAnyLimit(int limit) {
    Corral.traverse(
            List.of(0),
            limit,
            depth -> {
              visited.incrementAndGet();
              return stage(depth < 20_000 ? List.of(depth + 1) : List.of());
            })
        .join();
    assertThat(visited).hasValue(20_001);
  }

  @Test
  void asManyAsTheLimitAreAtWorkAtOnce() {
    List<Hand> hands = Hand.several(3);
    CorralFuture<Void> crawl =
        Corral.traverse(
            List.of(-1),
            3,
            node ->
                node < 0
                    ? stage(List.of(0, 1, 2))
                    : hands.get(node).start().thenApply(x -> List.<Integer>of()));
    hands.forEach(Hand::awaitBegun);
    hands.forEach(hand -> hand.value(1));
    crawl.join();
  }

  @Test
  void aFailureStopsItAndNoFurtherNodeIsVisited() {
    Exception boom = new Exception("boom");
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    CorralFuture<Void> crawl =
        Corral.traverse(
            List.of(0),
            1,
            node -> {
              seen.add(node);
              if (node == 7) {
                throw boom;
              }
              return stage(List.of(node + 1, 100 + node));
            });
    assertThatThrownBy(crawl::joinOrThrow).isSameAs(boom);
    int visits = seen.size();
    assertThat(seen.size()).isEqualTo(visits);
    assertThat(seen).contains(7).doesNotContain(8);
  }

  @Test
  void anEndlessGraphIsVisitedUntilItIsCancelled() {
    Hand far = Hand.obedient();
    CorralFuture<Void> crawl =
        Corral.traverse(
            List.of(0),
            2,
            node ->
                visited.incrementAndGet() == 5_000
                    ? far.start().thenApply(List::of)
                    : stage(List.of(node + 1, node + 1)));
    far.awaitBegun();
    crawl.cancel(true);
    assertThatThrownBy(crawl::join).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void aVisitWithoutNodesIsNamed() {
    assertThatThrownBy(Corral.traverse(List.of(5), 1, node -> stage(null))::joinOrThrow)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("5");
  }
}
