package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L16, for what is done with several tasks or many items. */
class CombinedMisuseTest {
  private static final Task<Integer> TASK = () -> Subject.done(1);
  private static final List<Task<Integer>> NONE = List.of();
  private static final List<Task<Integer>> HOLE = Arrays.asList(TASK, null);
  private static final RetryPolicy POLICY = RetryPolicy.attempts(3);
  private static final Duration NEGATIVE = Duration.ofMillis(-7);

  private static void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  private static void missing(String name, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aLimitThatIsNotPositiveIsRefusedAndNothingIsRead(int limit) {
    String value = Integer.toString(limit);
    Iterable<Integer> items =
        () -> {
          throw new AssertionError("read");
        };
    refused(() -> Corral.gather(limit, List.of(TASK)), "limit", value);
    refused(() -> Corral.gatherSettled(limit, List.of(TASK)), "limit", value);
    refused(() -> Corral.asCompleted(List.of(TASK), limit), "limit", value);
    refused(() -> Corral.mapAsync(items, limit, Subject::done), "limit", value);
    refused(() -> Corral.mapAsyncUnordered(items, limit, Subject::done), "limit", value);
    refused(() -> Corral.mapBlocking(items, limit, item -> item), "limit", value);
    refused(() -> Corral.forEachAsync(items, limit, Subject::done), "limit", value);
    refused(() -> Corral.forEachAsync(List.of(1).iterator(), limit, Subject::done), "limit", value);
    refused(
        () ->
            Corral.traverse(
                items, limit, node -> CompletableFuture.completedFuture(List.<Integer>of())),
        "limit",
        value);
    refused(() -> BatchOptions.limit(limit), "limit", value);
  }

  @Test
  void noTasksAreRefusedWhereOneIsNeeded() {
    refused(() -> Corral.race(NONE), "tasks");
    refused(() -> Corral.race(Subject.LONG, NONE), "tasks");
    refused(() -> Corral.<Integer>race(), "tasks");
    refused(() -> Corral.raceIndexed(NONE), "tasks");
    refused(() -> Corral.firstSuccess(NONE), "tasks");
    refused(() -> Corral.firstSuccess(Subject.LONG, NONE), "tasks");
    refused(() -> Corral.hedge(Subject.LONG, NONE), "tasks");
    refused(() -> Corral.waitAny(List.<CompletionStage<Integer>>of()), "stages");
  }

  @Test
  void aQuorumOfMoreThanThereAreOrLessThanOneIsRefused() {
    refused(() -> Corral.quorum(3, List.of(TASK, TASK)), "3", "2");
    refused(() -> Corral.quorum(0, List.of(TASK)), "0", "1");
    refused(() -> Corral.quorum(-1, List.of(TASK)), "-1");
    refused(() -> Corral.quorum(1, NONE), "1", "0");
  }

  @Test
  void aTaskThatIsMissingIsNamed() {
    missing("tasks[1]", () -> Corral.race(HOLE));
    missing("tasks[1]", () -> Corral.race(TASK, null));
    missing("tasks[1]", () -> Corral.race(Subject.LONG, HOLE));
    missing("tasks[1]", () -> Corral.raceIndexed(HOLE));
    missing("tasks[1]", () -> Corral.firstSuccess(HOLE));
    missing("tasks[1]", () -> Corral.quorum(1, HOLE));
    missing("tasks[1]", () -> Corral.hedge(Subject.LONG, HOLE));
    missing("tasks[1]", () -> Corral.gather(HOLE));
    missing("tasks[1]", () -> Corral.gatherSettled(HOLE));
    missing("tasks[1]", () -> Corral.settleWithin(Subject.LONG, HOLE));
    missing("tasks[1]", () -> Corral.asCompleted(HOLE, 1));
    missing("stages[1]", () -> Corral.waitAny(Arrays.asList(Subject.done(1), null)));
    missing("stages[0]", () -> Corral.waitAll(Arrays.asList((CompletionStage<Integer>) null)));
  }

  @Test
  void anArgumentThatIsMissingIsNamed() {
    missing("timeout", () -> Corral.race((Duration) null, List.of(TASK)));
    missing("timeout", () -> Corral.settleWithin(null, List.of(TASK)));
    missing("timeout", () -> Corral.waitAll(null, List.of(Subject.done(1))));
    missing("delay", () -> Corral.hedge(null, List.of(TASK)));
    missing(
        "combine", () -> Corral.gather(TASK, TASK, (BiFunction<Integer, Integer, Integer>) null));
    missing("policy", () -> Corral.retry(TASK, null));
    missing("task", () -> Corral.retry(null, POLICY));
    missing("items", () -> Corral.mapAsync(null, 1, Subject::done));
    missing("items", () -> Corral.forEachAsync((Iterator<Integer>) null, 1, Subject::done));
    missing("fn", () -> Corral.mapAsync(List.of(1), 1, null));
    missing("fn", () -> Corral.mapBlocking(List.of(1), 1, null));
    missing("visit", () -> Corral.traverse(List.of(1), 1, null));
    missing("options", () -> Corral.mapAsync(List.of(1), null, Subject::done));
  }

  @Test
  void aNegativeDelayIsRefused() {
    refused(() -> Corral.hedge(NEGATIVE, List.of(TASK)), "delay", NEGATIVE.toString());
    refused(() -> POLICY.backoff(NEGATIVE, Subject.LONG), "base", NEGATIVE.toString());
    refused(
        () -> POLICY.backoff(Subject.LONG, Duration.ofSeconds(1)),
        "max",
        "PT1S",
        Subject.LONG.toString());
  }

  @Test
  void aPolicyRefusesWhatMakesNoSense() {
    refused(() -> RetryPolicy.attempts(0), "attempts", "0");
    refused(() -> RetryPolicy.attempts(-3), "attempts", "-3");
    refused(() -> POLICY.factor(0.5), "factor", "0.5");
    refused(() -> POLICY.factor(Double.NaN), "factor", "NaN");
    refused(() -> POLICY.factor(Double.POSITIVE_INFINITY), "factor", "Infinity");
    refused(() -> POLICY.jitter(-0.1), "jitter", "-0.1");
    refused(() -> POLICY.jitter(1.1), "jitter", "1.1");
    refused(() -> POLICY.jitter(Double.NaN), "jitter", "NaN");
    refused(() -> POLICY.retryOn(CancellationException.class), "type", "CancellationException");
    refused(() -> POLICY.retryOn(TaskCancelledException.class), "TaskCancelledException");
    refused(() -> POLICY.retryOn(InterruptedException.class), "InterruptedException");
    missing("type", () -> POLICY.retryOn((Class<Exception>) null));
    missing("predicate", () -> POLICY.retryOnResult(null));
    missing("listener", () -> POLICY.onAttempt(null));
  }

  @Test
  void aTaskThatOnlyObservesCannotBeTriedAgain() {
    refused(() -> Corral.retry(Task.observing(Subject.done(1)), POLICY), "observes");
    refused(() -> Task.observing(Subject.done(1)).retry(POLICY), "observes");
  }

  @Test
  void itemsThatCannotBeReadAreTheCallersFailureOrTheOperations() {
    IllegalStateException broken = new IllegalStateException("broken");
    Iterable<Integer> items =
        () -> {
          throw broken;
        };
    assertThatThrownBy(() -> Corral.mapAsync(items, 1, Subject::done).join())
        .satisfies(thrown -> assertThat(thrown == broken || thrown.getCause() == broken).isTrue());
  }

  @Test
  void whatTheyAreIsShown() {
    assertThat(POLICY)
        .hasToString("RetryPolicy[3 attempts, delay PT0.1S * 2.0^n up to PT10S, jitter 0.5]");
    assertThat(BatchOptions.limit(3)).hasToString("BatchOptions[limit 3]");
    assertThat(Corral.asCompleted(NONE, 1)).hasToString("CompletionStream[COMPLETED]");
  }
}
