package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** mapAsync, mapAsyncUnordered, mapBlocking, forEachAsync. */
@Timeout(60)
class MapAsyncTest {
  private final Ledger ledger = new Ledger();
  private final List<CompletableFuture<Integer>> stages = new ArrayList<>();

  private CompletableFuture<Integer> stage(int element) {
    synchronized (stages) {
      assertThat(stages).hasSize(element);
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      stages.add(stage);
      return stage;
    }
  }

  private void awaitStages(int count) {
    Await.until(
        () -> {
          synchronized (stages) {
            return stages.size() >= count;
          }
        });
  }

  private static void awaitSize(Queue<?> seen, int count) {
    Await.until(() -> seen.size() >= count);
  }

  @Test
  void resultsGoOnInOrderAndNoMoreIsPulledThanIsInHand() throws Exception {
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    CorralFuture<Void> run = ledger.source(0, 6, null).mapAsync(3, this::stage).forEach(seen::add);
    awaitStages(3);
    stages.get(2).complete(2);
    stages.get(1).complete(1);
    assertThat(ledger.made).hasValue(3);
    assertThat(seen).isEmpty();
    stages.get(0).complete(0);
    awaitStages(6);
    assertThat(seen).startsWith(0, 1, 2);
    stages.get(3).complete(3);
    awaitSize(seen, 4);
    stages.get(5).complete(5);
    stages.get(4).complete(4);
    assertThat(Ledger.endOf(run)).isNull();
    assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aResultGoesOnWhileTheSourceIsSlow() throws Exception {
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    CompletableFuture<Integer> second = new CompletableFuture<>();
    CorralFuture<Void> run =
        AsyncStream.of(0, 1)
            .mapAsync(1, i -> i == 0 ? CompletableFuture.completedFuture(0) : second)
            .mapAsync(5, CompletableFuture::completedFuture)
            .forEach(seen::add);
    awaitSize(seen, 1);
    second.complete(1);
    assertThat(Ledger.endOf(run)).isNull();
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void whatComesBeforeAFailureIsPassedOnAndWhatComesAfterItIsCancelled() throws Exception {
    Exception boom = new Exception("boom");
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    CorralFuture<Void> run = ledger.source(0, 9, null).mapAsync(4, this::stage).forEach(seen::add);
    awaitStages(4);
    stages.get(1).completeExceptionally(boom);
    Await.until(() -> stages.get(3).isCancelled() || stages.get(3).isDone());
    assertThat(stages.get(0).isDone()).isFalse();
    assertThat(run.isDone()).isFalse();
    stages.get(0).complete(0);
    assertThat(Ledger.endOf(run)).isSameAs(boom);
    assertThat(seen).containsExactly(0);
    assertThat(ledger.made).hasValue(4);
    assertThat(ledger.open).hasValue(0);
  }

  @Test
  void unorderedResultsGoOnAsTheyCome() throws Exception {
    Exception boom = new Exception("boom");
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    CorralFuture<Void> run =
        ledger.source(0, 9, null).mapAsyncUnordered(3, this::stage).forEach(seen::add);
    awaitStages(3);
    stages.get(2).complete(2);
    awaitSize(seen, 1);
    awaitStages(4);
    stages.get(0).complete(0);
    awaitSize(seen, 2);
    awaitStages(5);
    stages.get(4).completeExceptionally(boom);
    assertThat(Ledger.endOf(run)).isSameAs(boom);
    assertThat(seen).containsExactly(2, 0);
    assertThat(stages.get(1).isDone()).isTrue();
  }

  @Test
  void resultsThatCannotBePassedOnAreDisposedOf() throws Exception {
    Queue<Integer> disposed = new ConcurrentLinkedQueue<>();
    BatchOptions<Integer, Integer> options =
        BatchOptions.<Integer, Integer>limit(3).onUndelivered(disposed::add);
    CorralFuture<Void> run =
        ledger.source(0, 9, null).mapAsync(options, this::stage).forEach(i -> {});
    awaitStages(3);
    stages.get(1).complete(11);
    stages.get(2).complete(12);
    run.cancel();
    assertThat(Ledger.endOf(run)).isInstanceOf(java.util.concurrent.CancellationException.class);
    assertThat(disposed).containsExactlyInAnyOrder(11, 12);
  }

  @Test
  void aHandledFailureLeavesNothing() throws Exception {
    Queue<Object> failed = new ConcurrentLinkedQueue<>();
    Exception boom = new Exception("boom");
    BatchOptions<Integer, Integer> options =
        BatchOptions.<Integer, Integer>limit(2)
            .onError(
                (element, error) -> {
                  failed.add(element);
                  failed.add(error);
                });
    assertThat(
            AsyncStream.of(1, 2, 3)
                .mapAsync(
                    options,
                    i ->
                        i == 2
                            ? CompletableFuture.failedFuture(boom)
                            : CompletableFuture.completedFuture(i))
                .toList()
                .joinOrThrow())
        .containsExactly(1, 3);
    assertThat(failed).containsExactly(2, boom);
  }

  @Test
  void blockingFunctionsAreInterrupted() throws Exception {
    CountDownLatch blocked = new CountDownLatch(2);
    AtomicInteger interrupted = new AtomicInteger();
    CorralFuture<List<Integer>> run =
        ledger
            .source(0, 9, null)
            .mapBlocking(
                2,
                i -> {
                  blocked.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                  }
                  return i;
                })
            .toList();
    blocked.await();
    run.cancel();
    assertThat(Ledger.endOf(run)).isInstanceOf(java.util.concurrent.CancellationException.class);
    assertThat(interrupted).hasValue(2);
    assertThat(ledger.open).hasValue(0);
    assertThat(AsyncStream.range(0, 100).mapBlocking(4, i -> i * 2).count().join()).isEqualTo(100);
  }

  @Test
  void forEachAsyncHasSoManyAtWorkAndFailsWithTheFirstFailure() throws Exception {
    Exception boom = new Exception("boom");
    CorralFuture<Void> run = ledger.source(0, 9, null).forEachAsync(2, this::stage);
    awaitStages(2);
    assertThat(ledger.made).hasValue(2);
    stages.get(1).complete(null);
    awaitStages(3);
    stages.get(0).completeExceptionally(boom);
    assertThat(Ledger.endOf(run)).isSameAs(boom);
    assertThat(stages.get(2).isDone()).isTrue();
    assertThat(ledger.open).hasValue(0);
    AtomicInteger sum = new AtomicInteger();
    AsyncStream.range(0, 1000)
        .forEachAsync(7, i -> Corral.submit(Task.compute(() -> sum.addAndGet(i.intValue()))))
        .joinOrThrow();
    assertThat(sum).hasValue(499_500);
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> AsyncStream.of(1).mapAsync(0, CompletableFuture::completedFuture))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit: 0 is not positive");
    assertThatThrownBy(
            () ->
                AsyncStream.of(1)
                    .mapAsync(2, i -> CompletableFuture.completedFuture((Integer) null))
                    .toList()
                    .joinOrThrow())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("mapAsync: null for '1', and a stream has no null elements");
    assertThatThrownBy(
            () ->
                AsyncStream.of(1)
                    .mapBlocking(2, i -> new CompletableFuture<Integer>())
                    .toList()
                    .joinOrThrow())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void blockingActionsRunSoManyAtOnceAndAreInterruptedWithTheRun() throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    CorralFuture<Void> run =
        ledger
            .source(0, 6, null)
            .forEachBlocking(
                2,
                i -> {
                  two.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                });
    two.await();
    assertThat(ledger.made).hasValue(2);
    run.cancel();
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(TaskCancelledException.class);
    assertThat(interrupted.getCount()).isZero();
    assertThat(AsyncStream.range(0, 9).forEachBlocking(4, i -> {}).join()).isNull();
    assertThatThrownBy(() -> AsyncStream.of(1).forEachBlocking(0, i -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit: 0");
  }
}
