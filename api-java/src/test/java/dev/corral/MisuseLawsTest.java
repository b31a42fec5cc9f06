package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L16: misuse is loud. */
@Timeout(30)
class MisuseLawsTest {
  @SuppressWarnings("NullAway")
  private static final Task<Integer> NO_TASK = null;

  private static void assertNames(String parameter, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(parameter);
  }

  @Test
  void nullArgumentsAreNamed() {
    Task<Integer> task = () -> Subject.done(1);
    Duration second = Duration.ofSeconds(1);
    assertNames("task", () -> Corral.submit(NO_TASK));
    assertNames("timeout", () -> Corral.failAfter(null, task));
    assertNames("task", () -> Corral.failAfter(second, NO_TASK));
    assertNames("deadline", () -> Corral.failAt(null, task));
    assertNames("task", () -> Corral.failAt(Deadline.NONE, NO_TASK));
    assertNames("task", () -> Corral.moveOnAfter(second, NO_TASK));
    assertNames("timeout", () -> Corral.moveOnAfter(null, 1, task));
    assertNames("deadline", () -> Corral.moveOnAt(null, task));
    assertNames("task", () -> Corral.shield(NO_TASK));
    assertNames("body", () -> Corral.shieldBlocking(null));
    assertNames("body", () -> Corral.shieldAction(null));
    assertNames("body", () -> Corral.toThread(null));
    assertNames("body", () -> Corral.toThreadAction(null));
    assertNames("duration", () -> Corral.delay(null));
    assertNames("action", () -> Corral.onCancel(null));
    assertNames("task", () -> Corral.runSync(NO_TASK));
    assertNames("grace", () -> Corral.shutdown(null));
    assertNames("body", () -> CancelScope.run(null));
    assertNames("duration", () -> Deadline.after(null));
    assertNames("other", () -> Deadline.NONE.earliest(null));
  }

  @Test
  void nullArgumentsOfTasksAndOptionsAreNamed() {
    Task<Integer> task = () -> Subject.done(1);
    assertNames("task", () -> Task.of(NO_TASK));
    assertNames("body", () -> Task.blocking(null));
    assertNames("body", () -> Task.action(null));
    assertNames("body", () -> Task.compute(null));
    assertNames("stage", () -> Task.observing(null));
    assertNames("name", () -> task.named(null));
    assertNames("timeout", () -> task.timeout(null));
    assertNames("deadline", () -> task.deadline(null));
    assertNames("executor", () -> task.on(null));
    assertNames("disposer", () -> task.onUndelivered(null));
    assertNames("after", () -> task.abandonable(null));
    assertNames("name", () -> GroupOptions.named(null));
    assertNames("timeout", () -> GroupOptions.defaults().timeout(null));
    assertNames("deadline", () -> GroupOptions.defaults().deadline(null));
    assertNames("handler", () -> GroupOptions.defaults().onChildFailure(null));
    assertNames("type", () -> GroupOptions.defaults().onUndelivered(null, value -> {}));
    assertNames("disposer", () -> GroupOptions.defaults().onUndelivered(Integer.class, null));
    assertNames("config", () -> GroupOptions.defaults().config(null));
    assertNames("executor", () -> CorralConfig.defaults().blockingExecutor(null));
    assertNames("executor", () -> CorralConfig.defaults().callbackExecutor(null));
    assertNames("handler", () -> CorralConfig.defaults().onUnobservedFailure(null));
    assertNames("local", () -> CorralConfig.defaults().carrying(null));
    assertNames("error", () -> new Settled.Rejected<Integer>(null));
  }

  @Test
  void nullArgumentsOfGroupsAreNamedAndLeaveTheGroupAsItWas() {
    try (TaskGroup group = TaskGroup.open()) {
      assertNames("task", () -> group.spawn(NO_TASK));
      assertNames("name", () -> group.spawn(null, () -> Subject.done(1)));
      assertNames("body", () -> group.spawnBlocking(null));
      assertNames("body", () -> group.spawnAction(null));
      assertNames("task", () -> group.spawnDaemon(NO_TASK));
      assertNames("starter", () -> group.start(null));
      assertNames("name", () -> group.start(null, status -> Subject.done(1)));
      assertNames("starter", () -> group.start("named", null));
      assertNames("name", () -> group.spawnBlocking(null, () -> 1));
      assertNames("name", () -> group.spawnAction(null, () -> {}));
      assertNames("name", () -> group.spawnDaemon(null, () -> Subject.done(1)));
      assertNames("grace", () -> group.cancelGracefully(null));
      assertNames("deadline", () -> group.cancelScope().setDeadline(null));
      assertNames("body", () -> TaskGroup.run(null));
      assertNames("options", () -> TaskGroup.run(null, inner -> Subject.done(1)));
      assertNames("options", () -> TaskGroup.open(null));
      assertThat(group.tasks()).isEmpty();
      group.join();
    }
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    Duration negative = Duration.ofSeconds(-1);
    assertThatThrownBy(() -> Task.of(() -> Subject.done(1)).abandonable(negative))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("after", "PT-1S");
    assertThatThrownBy(() -> CorralConfig.defaults().blockingLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("limit", "0");
    try (TaskGroup group = TaskGroup.open()) {
      assertThatThrownBy(() -> group.cancelGracefully(negative))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("grace", "PT-1S");
      group.join();
    }
  }

  @Test
  void aBodyThatReturnsNullIsNamed() {
    Task<Integer> task = () -> null;
    assertThatThrownBy(Corral.submit(task.named("empty"))::joinOrThrow)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void aCallableThatReturnsAStageIsRefusedAndItsStageCancelled() {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    Task<CompletionStage<Integer>> blocking = Task.blocking(() -> stage);
    assertThatThrownBy(Corral.submit(blocking.named("wrong"))::joinOrThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("wrong", "Task.of");
    assertThat(stage.isCancelled()).isTrue();
  }

  @Test
  void aStartThatIsToldTwiceIsRefusedAndNamed() {
    try (TaskGroup group = TaskGroup.open()) {
      AtomicReference<Throwable> second = new AtomicReference<>();
      CorralFuture<Integer> ready =
          group.start(
              (TaskStatus<Integer> status) -> {
                status.started(1);
                try {
                  status.started(2);
                } catch (IllegalStateException e) {
                  second.set(e);
                }
                return Subject.done(0);
              });
      assertThat(ready.join()).isEqualTo(1);
      group.join();
      assertThat(second.get()).hasMessageContaining("twice");
    }
  }

  @Test
  void aStatusThatIsToldAfterItsTaskHasEndedIsRefusedAndNamed() {
    try (TaskGroup group = TaskGroup.open()) {
      AtomicReference<TaskStatus<Integer>> kept = new AtomicReference<>();
      CorralFuture<Integer> ready =
          group.start(
              (TaskStatus<Integer> status) -> {
                kept.set(status);
                return Subject.done(0);
              });
      assertThatThrownBy(ready::joinOrThrow).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> kept.get().started(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("task-", "ended");
      group.join();
    }
  }

  @Test
  void aTaskThatEndsWithoutBeingReadyFailsWhoeverWaitsForItAndNotItsGroup() {
    try (TaskGroup group = TaskGroup.open()) {
      CorralFuture<Integer> ready = group.start(status -> Subject.done(0));
      assertThatThrownBy(ready::joinOrThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without calling started");
      group.join();
    }
  }

  @Test
  void aFailureAfterBeingReadyIsTheGroups() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> work = new CompletableFuture<>();
    TaskGroup group = TaskGroup.open();
    CorralFuture<Integer> ready =
        group.start(
            (TaskStatus<Integer> status) -> {
              status.started(1);
              return work;
            });
    assertThat(ready.join()).isEqualTo(1);
    work.completeExceptionally(boom);
    assertThatThrownBy(group::joinOrThrow).isSameAs(boom);
    group.close();
  }

  @Test
  void cancellingTheFutureOfAStartStopsItsTask() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    try (TaskGroup group = TaskGroup.open()) {
      CorralFuture<Integer> ready = group.start(status -> work);
      ready.cancel(true);
      assertThatThrownBy(ready::join).isInstanceOf(TaskCancelledException.class);
      group.join();
    }
  }

  @Test
  void aChildThatJoinsItsGroupIsRefusedAndBothAreNamed() {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("the-group"))) {
      TaskHandle<Integer> child =
          group.spawn(
              "the-child",
              Task.blocking(
                  () -> {
                    group.join();
                    return 1;
                  }));
      assertThatThrownBy(child::joinOrThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("the-group", "the-child");
    }
  }

  @Test
  void aChildThatWaitsForAGracefulStopOfItsGroupIsRefusedAndBothAreNamed() {
    List<Task<StopReport>> waits =
        List.of(
            Task.blocking(() -> stopCurrent().join()),
            Task.blocking(() -> stopCurrent().get()),
            Task.blocking(() -> stopCurrent().joinOrThrow()),
            Task.blocking(() -> stopCurrent().thenApply(report -> report).join()),
            MisuseLawsTest::stopCurrent,
            () -> Corral.submit(Task.observing(stopCurrent())));
    for (Task<StopReport> wait : waits) {
      TaskGroup group = TaskGroup.open(GroupOptions.named("the-group").supervise());
      STOPPED.set(group);
      TaskHandle<StopReport> child = group.spawn("the-child", wait);
      assertThatThrownBy(child::joinOrThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the-group");
      group.close();
    }
  }

  private static final AtomicReference<TaskGroup> STOPPED = new AtomicReference<>();

  private static CorralFuture<StopReport> stopCurrent() {
    return STOPPED.get().cancelGracefully(Duration.ofSeconds(100));
  }

  @Test
  void aTaskSpawnedInAStoppingGroupSaysWhyItDidNotRun() {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("the-group"))) {
      CompletableFuture<Integer> work = new CompletableFuture<>();
      group.spawn(() -> work);
      CorralFuture<StopReport> stop = group.cancelGracefully(Duration.ofSeconds(100));
      TaskHandle<Integer> late = group.spawn("late", () -> Subject.done(1));
      assertThatThrownBy(late::join)
          .isInstanceOf(TaskCancelledException.class)
          .hasMessageContainingAll("late", "the-group", "stopping");
      work.complete(1);
      stop.join();
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void aMissingTimeUnitIsNamed() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    TaskHandle<Integer> handle = Corral.submit(() -> work);
    for (CorralFuture<Integer> future : List.of(handle, handle.thenApply(x -> x))) {
      assertNames("unit", () -> future.get(1, null));
      assertNames("unit", () -> future.orTimeout(1, null));
      assertNames("unit", () -> future.completeOnTimeout(1, 1, null));
    }
    work.complete(1);
    assertThat(handle.join()).isEqualTo(1);
  }

  @Test
  void whatNeedsATaskIsRefusedOutsideOne() {
    assertThatThrownBy(() -> Corral.onCancel(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("onCancel");
    assertThatThrownBy(() -> Corral.fromThread(() -> Subject.done(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fromThread");
    Corral.checkpoint();
    assertThat(Corral.currentTask()).isEmpty();
    assertThat(Corral.isStopping()).isFalse();
  }
}
