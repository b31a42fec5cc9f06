package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure that an operation over several tasks deals with is not one that nobody observed. */
@Timeout(30)
class PartFailureTest {
  private static final Task<String> FAILING =
      () -> CompletableFuture.failedFuture(new Exception("of a part"));
  private static final Task<String> WELL = () -> CompletableFuture.completedFuture("well");

  private final LinkedBlockingQueue<String> unobserved = new LinkedBlockingQueue<>();
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
  private final CorralConfig config =
      CorralConfig.defaults()
          .callbackExecutor(callbacks)
          .onUnobservedFailure((name, error) -> unobserved.add(name));

  static Stream<Named<Task<?>>> operations() {
    RetryPolicy atOnce = RetryPolicy.attempts(40).backoff(Duration.ZERO, Duration.ZERO);
    return Stream.of(
        operation("race", () -> Corral.race(FAILING, WELL)),
        operation("firstSuccess", () -> Corral.firstSuccess(FAILING, WELL)),
        operation("firstSuccess of none", () -> Corral.firstSuccess(FAILING, FAILING)),
        operation("quorum", () -> Corral.quorum(1, List.of(FAILING, WELL))),
        operation("hedge", () -> Corral.hedge(Duration.ofHours(1), FAILING, WELL)),
        operation("gather", () -> Corral.gather(FAILING, FAILING)),
        operation("gatherSettled", () -> Corral.gatherSettled(FAILING, WELL)),
        operation("settleWithin", () -> Corral.settleWithin(Duration.ofHours(1), FAILING)),
        operation("retry", () -> Corral.retry(FAILING, atOnce)),
        operation("Task.retry", () -> Corral.submit(FAILING.retry(atOnce))),
        operation("asCompleted", PartFailureTest::firstCompleted),
        operation("mapAsync", () -> Corral.mapAsync(List.of(1), 1, item -> FAILING.start())),
        operation(
            "mapAsync with a handler",
            () ->
                Corral.mapAsync(
                    List.of(1),
                    BatchOptions.limit(1).onError((item, error) -> {}),
                    item -> FAILING.start())));
  }

  private static Named<Task<?>> operation(String name, Task<?> operation) {
    return Named.of(name, operation);
  }

  private static CompletionStage<?> firstCompleted() {
    try (CompletionStream<String> stream = Corral.asCompleted(List.of(FAILING), 1)) {
      return CompletableFuture.completedFuture(stream.iterator().next());
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aFailureThatTheOperationTellsOfIsNotReportedToo(Task<?> operation) throws Exception {
    assertThat(reportsOf(operation)).isEmpty();
  }

  @Test
  void aLosersFailureBesideAValueIsReportedOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Task<String> failsWhenStopped =
        Task.blocking(
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
                return "never";
              } catch (InterruptedException e) {
                throw new IllegalStateException("in its clean-up", e);
              }
            });
    Task<String> winner =
        Task.blocking(
            () -> {
              begun.await();
              return "well";
            });
    assertThat(reportsOf(() -> Corral.race(failsWhenStopped, winner))).containsExactly("race");
  }

  /** What is reported while {@code operation} runs, and because of it. */
  private Iterable<String> reportsOf(Task<?> operation) throws Exception {
    TaskGroup.run(
            GroupOptions.defaults().config(config),
            group -> operation.start().handle((value, error) -> value))
        .join();
    callbacks.shutdown();
    assertThat(callbacks.awaitTermination(10, SECONDS)).isTrue();
    return unobserved;
  }
}
