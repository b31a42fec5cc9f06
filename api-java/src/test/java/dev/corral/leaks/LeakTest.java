package dev.corral.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Action;
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
import dev.corral.Permit;
import dev.corral.Registration;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.diagnostics.LeakTracker;
import dev.corral.diagnostics.OpenResource;
import dev.corral.pool.ThreadPool;
import dev.corral.stream.AsyncStream;
import dev.corral.stream.StreamIterator;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncReadWriteLock;
import dev.corral.sync.AsyncReentrantLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import dev.corral.sync.ResourceGuard;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeakTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final BlockingQueue<LeakReport> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> unobserved = new LinkedBlockingQueue<>();
  private final CorralConfig config =
      CorralConfig.defaults()
          .trackingLeaks(LeakLevel.ALL)
          .onUnobservedFailure((name, error) -> unobserved.add(error))
          .onLeak(reports::add);
  private final GroupOptions options = GroupOptions.defaults().config(config);

  private final AsyncLock lock = new AsyncLock("accounts");

  private GroupOptions named(String name) {
    return GroupOptions.named(name).config(config);
  }

  /** Runs {@code body} as code of a task whose configuration tracks leaks. */
  private void inTask(Action body) throws Exception {
    TaskGroup.runAll(options, group -> body.run()).joinOrThrow();
  }

  /** The next leak, for which the garbage collector has to look. */
  private LeakReport next() throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      System.gc();
      LeakReport report = reports.poll(50, TimeUnit.MILLISECONDS);
      if (report != null) {
        return report;
      }
    }
    throw new AssertionError("nothing leaks");
  }

  private String nextDropped() throws InterruptedException {
    LeakReport report = next();
    assertThat(report.cause()).isEqualTo(Cause.DROPPED);
    assertThat(report.site()).isNotEmpty();
    assertThat(report.site().get(0).getClassName()).startsWith(LeakTest.class.getName());
    return report.kind() + " " + report.name();
  }

  /** Nothing that is to be collected now leaks: what is dropped last is told alone. */
  private void assertNoLeak() throws Exception {
    for (int i = 0; i < 2; i++) {
      inTask(LeakTest::dropMarker);
      assertThat(nextDropped()).isEqualTo("marker m");
    }
    assertThat(reports).isEmpty();
  }

  private static void dropMarker() {
    LeakTracker.track(new Object(), "marker", "m");
  }

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
  void permitsThatAreNotClosedAreTold() throws Exception {
    AsyncLock blocking = new AsyncLock("blocking");
    AsyncLock tried = new AsyncLock("tried");
    AsyncLock timed = new AsyncLock("timed");
    AsyncReentrantLock again = new AsyncReentrantLock("again");
    AsyncReadWriteLock shared = new AsyncReadWriteLock("shared");
    AsyncSemaphore slots = new AsyncSemaphore(1, "slots");
    CapacityLimiter limiter = new CapacityLimiter(1, "connections");
    ResourceGuard guard = new ResourceGuard("printer");
    List<Task<?>> takes =
        List.of(
            lock::acquire,
            () -> CompletableFuture.completedFuture(blocking.acquireBlocking()),
            () -> CompletableFuture.completedFuture(tried.tryAcquire().orElseThrow()),
            () -> timed.tryAcquire(Duration.ofSeconds(1)).thenApply(got -> got.orElseThrow()),
            again::acquire,
            () -> shared.write().acquire(),
            slots::acquire,
            limiter::acquire,
            () -> CompletableFuture.completedFuture(guard.enter()));
    for (Task<?> take : takes) {
      inTask(() -> ((Permit) take.start().toCompletableFuture().join()).close());
    }
    for (Task<?> take : takes) {
      inTask(() -> drop(take));
    }
    List<String> told = new ArrayList<>();
    for (Task<?> each : takes) {
      told.add(nextDropped());
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "permit lock 'accounts'",
            "permit lock 'blocking'",
            "permit lock 'tried'",
            "permit lock 'timed'",
            "permit lock 'again'",
            "permit lock 'shared'",
            "permit semaphore 'slots'",
            "permit limiter 'connections'",
            "permit 'printer'");
    assertNoLeak();
    Reference.reachabilityFence(takes);
  }

  private static void drop(Task<?> take) throws Exception {
    assertThat(take.start().toCompletableFuture().join()).isNotNull();
  }

  @Test
  void aPermitThatSomebodyWaitedForIsToldWithWhereHeAskedForIt() throws Exception {
    inTask(
        () -> {
          Permit first = lock.acquire().join();
          TaskHandle<Boolean> second = Corral.submit(Task.blocking(this::takeAndDrop));
          while (lock.statistics().waiting() == 0) {
            Thread.onSpinWait();
          }
          first.close();
          second.join();
        });
    LeakReport report = next();
    assertThat(report.site()).anyMatch(frame -> frame.getMethodName().equals("takeAndDrop"));
  }

  private boolean takeAndDrop() throws InterruptedException {
    return lock.acquireBlocking() != null;
  }

  @Test
  void permitsThatAreHeldForATaskAreNotTold() throws Exception {
    AsyncSemaphore slots = new AsyncSemaphore(1);
    inTask(
        () -> {
          lock.withLock(() -> CompletableFuture.completedFuture(1)).join();
          slots.withPermit(() -> CompletableFuture.completedFuture(1)).join();
          Corral.submit(lock::acquire).join().close();
          Corral.race(lock::acquire, slots::acquire).join().close();
        });
    assertThat(lock.isLocked()).isFalse();
    assertNoLeak();
  }

  @Test
  void aLockThatItsTaskReleasesIsNotTold() throws Exception {
    inTask(
        () -> {
          drop(lock::acquire);
          assertNoLeak();
          lock.release();
        });
    assertNoLeak();
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
