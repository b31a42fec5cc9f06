package dev.corral.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Completion;
import dev.corral.CompletionStream;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.LeakReport;
import dev.corral.LeakReport.Cause;
import dev.corral.Orphanage;
import dev.corral.Registration;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.diagnostics.LeakTracker;
import dev.corral.diagnostics.OpenResource;
import dev.corral.pool.ThreadPool;
import dev.corral.stream.AsyncStream;
import dev.corral.stream.StreamIterator;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeakTest extends LeakScenarios {
  @Test
  void aGroupThatIsNeitherJoinedNorClosedIsTold() throws Exception {
    Runnable end = dropGroup();
    assertThat(nextDropped()).isEqualTo("group orphan");
    assertNoLeak();
    end.run();
  }

  private Runnable dropGroup() {
    TaskGroup group = TaskGroup.open(named("orphan"));
    group.spawn(() -> CompletableFuture.completedFuture(1));
    return Orphanage.end(group);
  }

  @Test
  void aGroupThatIsJoinedOrClosedOrEndedIsNotTold() throws Exception {
    try (TaskGroup group = TaskGroup.open(named("closed"))) {
      group.spawn(() -> CompletableFuture.completedFuture(1));
    }
    joinOnly();
    TaskGroup.open(named("stopped")).cancelGracefully(Duration.ZERO).join();
    TaskGroup.runAll(options, group -> group.spawn(() -> CompletableFuture.completedFuture(1)))
        .join();
    assertNoLeak();
  }

  private void joinOnly() {
    TaskGroup group = TaskGroup.open(named("joined"));
    group.spawn(() -> CompletableFuture.completedFuture(1));
    group.join();
  }

  @Test
  void aGroupWhoseTasksStillUseItIsNotTold() throws Exception {
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CompletableFuture<Integer> last = spawnUnder(gate);
    assertNoLeak();
    gate.complete(1);
    assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(2);
  }

  /** A task of the group that is to spawn another one in it, and then to join it. */
  private CompletableFuture<Integer> spawnUnder(CompletableFuture<Integer> gate) {
    TaskGroup group = TaskGroup.open(named("busy"));
    CompletableFuture<Integer> last = new CompletableFuture<>();
    gate.thenAccept(
        one -> {
          TaskHandle<Integer> task = group.spawn(() -> CompletableFuture.completedFuture(one + 1));
          group.join();
          last.complete(task.resultNow());
        });
    return last;
  }

  @Test
  void aStreamThatIsNeitherClosedNorConsumedIsTold() throws Exception {
    inTask(
        () -> {
          dropIterator();
          assertThat(nextDropped()).isEqualTo("stream iterator");
          dropJavaStream();
          assertThat(nextDropped()).isEqualTo("stream iterator");
          dropCompletions();
          assertThat(nextDropped()).isEqualTo("stream asCompleted");
        });
    assertNoLeak();
  }

  private static void dropIterator() {
    assertThat(AsyncStream.of(1, 2, 3).iterator().next()).isEqualTo(1);
  }

  private static void dropJavaStream() {
    assertThat(AsyncStream.of(1, 2, 3).toJavaStream().findFirst()).hasValue(1);
  }

  private static void dropCompletions() {
    assertThat(Corral.asCompleted(twoTasks()).next().join()).isPresent();
  }

  private static List<Task<? extends Integer>> twoTasks() {
    return List.of(
        () -> CompletableFuture.completedFuture(1), () -> CompletableFuture.completedFuture(2));
  }

  @Test
  void aStreamThatIsClosedOrConsumedIsNotTold() throws Exception {
    inTask(
        () -> {
          try (StreamIterator<Integer> some = AsyncStream.of(1, 2).iterator()) {
            some.next();
          }
          try (Stream<Integer> some = AsyncStream.of(1, 2).toJavaStream()) {
            assertThat(some.findFirst()).isPresent();
          }
          try (CompletionStream<Integer> some = Corral.asCompleted(twoTasks())) {
            some.next().join();
          }
          consume();
          assertNoLeak();
        });
  }

  private static void consume() {
    assertThat(AsyncStream.of(1, 2).toJavaStream().count()).isEqualTo(2);
    int seen = 0;
    for (Completion<Integer> each : Corral.asCompleted(twoTasks())) {
      seen += each.settled().orElse(0);
    }
    assertThat(seen).isEqualTo(3);
    Corral.asCompleted(List.<Task<Integer>>of()).next().join();
  }

  @Test
  void aPoolThatIsNotClosedIsTold() throws Exception {
    inTask(
        () -> {
          try (ThreadPool pool = ThreadPool.of(1)) {
            pool.run(() -> 1).join();
          }
          dropPool();
        });
    assertThat(nextDropped()).startsWith("pool pool-");
    assertNoLeak();
  }

  private static void dropPool() {
    ThreadPool.of(1);
  }

  @Test
  void aFailureOutsideAnyTaskThatNobodySeesIsToldOnce() throws Exception {
    Exception failure = new Exception("unseen");
    dropFailure(failure);
    LeakReport report = next();
    assertThat(report.kind()).isEqualTo("future");
    assertThat(report.name()).isEqualTo("unlucky");
    assertThat(report.failure()).containsSame(failure);
    assertThat(report.toString())
        .startsWith("leak: future 'unlucky' failed, and was dropped before anybody looked: ");
    assertNoLeak();
    assertThat(unobserved).isEmpty();
  }

  private void dropFailure(Exception failure) {
    CorralFuture<Integer> future =
        TaskGroup.run(named("unlucky"), group -> CompletableFuture.failedFuture(failure));
    while (!future.isDone()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFailureThatIsSeenOrBelongsToAGroupIsNotTold() throws Exception {
    Exception failure = new Exception("seen");
    assertThatThrownBy(
            () ->
                TaskGroup.run(options, group -> CompletableFuture.failedFuture(failure))
                    .joinOrThrow())
        .isSameAs(failure);
    TaskGroup.run(options, group -> CompletableFuture.failedFuture(failure))
        .exceptionally(error -> null)
        .join();
    try (TaskGroup group = TaskGroup.open(options)) {
      group.spawn(() -> CompletableFuture.failedFuture(failure));
      while (!group.tasks().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    assertThat(unobserved.poll(20, TimeUnit.SECONDS)).isSameAs(failure);
    assertNoLeak();
  }

  @Test
  void aFailureThatTheJdkHandsOnIsNotTold() throws Exception {
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CompletableFuture<Void> all = allOf(gate);
    gate.completeExceptionally(new Exception("late"));
    assertThatThrownBy(all::join).hasRootCauseMessage("late");
    CompletableFuture<Object> composed =
        CompletableFuture.completedFuture(1)
            .thenCompose(one -> TaskGroup.run(options, group -> gate));
    assertThatThrownBy(composed::join).hasRootCauseMessage("late");
    assertNoLeak();
  }

  private CompletableFuture<Void> allOf(CompletableFuture<Integer> gate) {
    return CompletableFuture.allOf(TaskGroup.run(options, group -> gate));
  }

  @Test
  void whatIsOpenIsListedUntilItIsClosed() throws Exception {
    inTask(
        () -> {
          Object resource = new Object();
          Registration tracked = LeakTracker.track(resource, "file", "listed");
          OpenResource open = listed().get(0);
          assertThat(open.kind()).isEqualTo("file");
          assertThat(open.site().get(0).getMethodName()).contains("whatIsOpenIsListed");
          assertThat(open.age()).isPositive();
          tracked.close();
          tracked.close();
          assertThat(listed()).isEmpty();
          LeakTracker.track(resource, "file", "listed");
          LeakTracker.untrack(resource);
          assertThat(listed()).isEmpty();
        });
  }

  private static List<OpenResource> listed() {
    return LeakTracker.live().stream().filter(open -> open.name().equals("listed")).toList();
  }

  @Test
  void withoutAConfigurationThatSaysSoNothingIsTracked() throws Exception {
    GroupOptions off =
        GroupOptions.defaults().config(CorralConfig.defaults().trackingLeaks(LeakLevel.OFF));
    TaskGroup.runAll(
            off,
            group -> {
              Object resource = new Object();
              LeakTracker.track(resource, "file", "listed");
              assertThat(listed()).isEmpty();
              Reference.reachabilityFence(resource);
            })
        .joinOrThrow();
  }

  @Test
  void whatIsOpenForTooLongIsTold() throws Exception {
    CorralConfig aging = config.leaksOlderThan(Duration.ofMillis(1));
    TaskGroup group = TaskGroup.open(GroupOptions.named("long").config(aging));
    LeakReport report = reports.poll(20, TimeUnit.SECONDS);
    assertThat(report).isNotNull();
    assertThat(report.cause()).isEqualTo(Cause.OLD);
    assertThat(report.name()).isEqualTo("long");
    assertThat(report.age()).isGreaterThanOrEqualTo(Duration.ofMillis(1));
    group.close();
  }

  @Test
  void anAgeHasToBePositive() {
    assertThatThrownBy(() -> CorralConfig.defaults().leaksOlderThan(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("age: PT0S is not positive");
  }
}
