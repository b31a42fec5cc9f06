package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators that make one stream of several, or of several runs. */
@Timeout(30)
class JoinTest {
  private final Ledger ledger = new Ledger();
  private final Exception boom = new Exception("boom");

  /** Never has an element, and is open while it is run. */
  private AsyncStream<Integer> silent() {
    return ledger.source(0, 1, null).mapAsync(1, i -> new CompletableFuture<Integer>());
  }

  @Test
  void zipPullsOneOfEachAndEndsWithTheShortest() {
    List<String> pulls = new ArrayList<>();
    AsyncStream<Integer> left = ledger.source(0, 3, null).tap(i -> pulls.add("left " + i));
    AsyncStream<Integer> right = ledger.source(10, 2, null).tap(i -> pulls.add("right " + i));
    assertThat(left.zip(right, Integer::sum).toList().join()).containsExactly(10, 12);
    assertThat(pulls).containsExactly("left 0", "right 10", "left 1", "right 11", "left 2");
    assertThat(ledger.disposed).containsExactly(2);
    assertThat(ledger.open).hasValue(0);
    pulls.clear();
    assertThat(right.zip(left, Integer::sum).take(1).toList().join()).containsExactly(10);
    assertThat(pulls).containsExactly("right 10", "left 0");
  }

  @Test
  void ofAPairThatFailsHalfIsDisposedOf() {
    assertThatThrownBy(
            () ->
                ledger
                    .source(0, 3, null)
                    .onErrorResume(error -> AsyncStream.of(9))
                    .zip(ledger.source(10, 1, boom), Integer::sum)
                    .toList()
                    .joinOrThrow())
        .isSameAs(boom);
    assertThat(ledger.disposed).containsExactly(1);
    assertThat(ledger.open).hasValue(0);
  }

  @Test
  void interleaveAsksEachInItsTurn() {
    AtomicInteger pulled = new AtomicInteger();
    AsyncStream<Integer> counting = AsyncStream.generate(pulled::incrementAndGet);
    assertThat(
            AsyncStream.of(10, 20, 30)
                .interleave(AsyncStream.of(11), counting)
                .take(5)
                .toList()
                .join())
        .containsExactly(10, 11, 1, 20, 2);
    assertThat(pulled).hasValue(2);
    assertThat(AsyncStream.of(1).interleave(AsyncStream.of(2, 3, 4)).toList().join())
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void mergePassesOnWhatComesAndReadsAheadSoMuch() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    CorralFuture<Void> run =
        ledger
            .source(0, 1000, null)
            .merge(silent().take(1))
            .mapBlocking(
                1,
                i -> {
                  blocked.countDown();
                  go.await();
                  return i;
                })
            .forEach(seen::add);
    blocked.await();
    // The one of the silent stream, and one that mapBlocking has in hand.
    Await.until(() -> ledger.made.get() >= 33);
    assertThat(ledger.made).hasValue(33);
    go.countDown();
    Await.until(() -> seen.size() >= 1000);
    assertThat(run.isDone()).isFalse();
    run.cancel();
    assertThat(Ledger.endOf(run)).isInstanceOf(CancellationException.class);
    assertThat(ledger.open).hasValue(0);
  }

  @Test
  void mergeUntilTheFirstEndsClosesTheOthers() {
    assertThat(
            AsyncStream.merge(MergeUntil.FIRST, List.of(ledger.source(0, 5, null), silent()))
                .toList()
                .join())
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(ledger.open).hasValue(0);
    assertThat(AsyncStream.merge(MergeUntil.FIRST, List.of()).toList().join()).isEmpty();
  }

  @Test
  void aFailureComesAfterTheElementsBeforeItAndClosesTheOthers() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> ledger.source(0, 50, boom).merge(silent()).forEach(seen::add).joinOrThrow())
        .isSameAs(boom);
    assertThat(seen).hasSize(50).isSorted();
    assertThat(ledger.open).hasValue(0);
  }

  @Test
  void theHigherPriorityGoesFirst() {
    AsyncStream<Integer> low = AsyncStream.of(1, 2, 3);
    AsyncStream<Integer> high = AsyncStream.of(10, 20, 30);
    assertThat(AsyncStream.mergeWithPriority(List.of(high, low)).toList().join())
        .containsExactly(10, 20, 30, 1, 2, 3);
    // One that has nothing ready lets the others pass.
    CompletableFuture<Integer> late = new CompletableFuture<>();
    AsyncStream<Integer> waiting = AsyncStream.of(1).mapAsync(1, i -> late);
    assertThat(
            AsyncStream.mergeWithPriority(
                    List.of(
                        waiting,
                        low.tap(
                            i -> {
                              if (i == 3) {
                                late.complete(10);
                              }
                            })))
                .toList()
                .join())
        .containsExactlyInAnyOrder(10, 1, 2, 3);
  }

  @Test
  void groupsThatNobodyReadsHoldNothingUp() {
    assertThat(
            ledger
                .source(0, 10_000, null)
                .groupBy(
                    7,
                    i -> i % 7,
                    (key, group) -> key == 3 ? group.scan(0, (n, i) -> n + 1) : AsyncStream.of(-1))
                .filter(n -> n > 0)
                .count()
                .join())
        .isEqualTo(1429);
    assertThat(ledger.disposed).hasSize(10_000 - 1429);
  }

  @Test
  void groupsEndWithTheFailureOfTheSourceAfterTheirElements() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                ledger
                    .source(0, 10, boom)
                    .groupBy(2, i -> i % 2, (key, group) -> group)
                    .forEach(seen::add)
                    .joinOrThrow())
        .isSameAs(boom);
    assertThat(seen).hasSize(10);
  }

  @Test
  void aFailedStreamIsTriedAgainAndWhatItHadPassedOnStays() {
    AtomicInteger attempts = new AtomicInteger();
    AsyncStream<Integer> failing =
        AsyncStream.of(1, 2)
            .tap(
                i -> {
                  if (i == 2 && attempts.incrementAndGet() < 3) {
                    throw boom;
                  }
                });
    RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ZERO, Duration.ZERO);
    assertThat(failing.retry(policy).toList().join()).containsExactly(1, 1, 1, 2);
    attempts.set(-100_000);
    assertThatThrownBy(() -> failing.retry(policy).toList().joinOrThrow()).isSameAs(boom);
    assertThat(attempts).hasValue(-99_997);
    attempts.set(-100_000);
    assertThat(
            failing
                .retry(RetryPolicy.attempts(200_000).backoff(Duration.ZERO, Duration.ZERO))
                .count()
                .join())
        .isEqualTo(100_003 + 1);
  }
}
