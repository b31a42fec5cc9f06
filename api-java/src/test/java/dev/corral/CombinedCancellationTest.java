package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cancellation that meets an operation over several tasks by way of one of them first. */
@Timeout(60)
class CombinedCancellationTest {
  private static final RetryPolicy ENDLESS =
      RetryPolicy.attempts(100_000).backoff(Duration.ZERO, Duration.ZERO);

  static Stream<Named<Function<TaskHandle<Integer>, CorralFuture<?>>>> operations() {
    return Stream.of(
        Named.of("waitAll", sibling -> Corral.waitAll(List.of(sibling))),
        Named.of("waitAny", sibling -> Corral.waitAny(List.of(sibling))),
        Named.of("race", sibling -> Corral.race(Task.observing(sibling))),
        Named.of("gather", sibling -> Corral.gather(List.of(Task.observing(sibling)))),
        Named.of("firstSuccess", sibling -> Corral.firstSuccess(Task.observing(sibling))),
        Named.of(
            "retry", sibling -> Corral.retry(() -> Corral.race(Task.observing(sibling)), ENDLESS)),
        Named.of("gatherSettled", sibling -> Corral.gatherSettled(Task.observing(sibling))));
  }

  /**
   * The walk of a cancellation meets the newest child first: what is waited for, then who waits.
   */
  @ParameterizedTest
  @MethodSource("operations")
  void aCancelledGroupEndsCancelledThoughWhatIsWaitedForEndsFirst(
      Function<TaskHandle<Integer>, CorralFuture<?>> operation) {
    CompletableFuture<TaskHandle<Integer>> sibling = new CompletableFuture<>();
    CountDownLatch waits = new CountDownLatch(1);
    CorralFuture<Integer> group =
        TaskGroup.run(
            tasks -> {
              tasks.spawn(
                  () -> {
                    CorralFuture<?> waiting = operation.apply(sibling.join());
                    waits.countDown();
                    return waiting;
                  });
              sibling.complete(tasks.spawn(() -> new CompletableFuture<Integer>()));
              return new CompletableFuture<Integer>();
            });
    awaitUninterruptibly(waits);
    group.cancel(true);
    assertThatThrownBy(group::join).isInstanceOf(CancellationException.class);
    assertThat(group.isCancelled()).isTrue();
  }

  @Test
  void tasksThatEndAsTheyAreStartedCostNoStack() {
    Task<Integer> late = Task.of(() -> Subject.done(1)).timeout(Duration.ZERO);
    assertThatThrownBy(() -> Corral.retry(late, ENDLESS).joinOrThrow()).hasMessageContaining("0 s");
    Task<Integer> here = Task.<Integer>of(Hand::failed).on(Runnable::run);
    assertThatThrownBy(() -> Corral.retry(here, ENDLESS).joinOrThrow()).hasMessage("failed");
    assertThat(Corral.gatherSettled(1, Collections.nCopies(50_000, late)).join())
        .hasSize(50_000)
        .allMatch(settled -> settled instanceof Settled.Rejected);
    assertThatThrownBy(
            () ->
                Corral.hedge(Duration.ofHours(1), Collections.nCopies(50_000, here)).joinOrThrow())
        .hasMessage("failed");
  }

  @Test
  void aFailureOfCleanUpIsSuppressedWhenAQuorumFails() {
    Hand stubborn = Hand.stubborn();
    Exception boom = new Exception("boom");
    Exception cleanUp = new Exception("clean-up");
    CorralFuture<List<Integer>> quorum =
        Corral.quorum(
            2, Task.of(stubborn).named("stubborn"), () -> CompletableFuture.failedFuture(boom));
    stubborn.fail(cleanUp);
    assertThatThrownBy(quorum::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).hasSize(1);
    assertThat(boom.getSuppressed()[0])
        .isInstanceOf(TaskFailedException.class)
        .hasCause(cleanUp)
        .hasMessageContaining("stubborn");
  }

  @Test
  void aStreamThatWasClosedTellsNothingMore() {
    List<Task<Integer>> tasks = new ArrayList<>(Hand.several(5));
    CompletionStream<Integer> stream = Corral.asCompleted(tasks, 2);
    stream.close();
    assertThat(stream.next().join()).isEmpty();
    assertThat(stream.iterator().hasNext()).isFalse();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
