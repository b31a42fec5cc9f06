package dev.corral.trees;

import static dev.corral.Corral.delay;
import static dev.corral.Corral.race;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.GroupOptions;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueOptions;
import dev.corral.diagnostics.TaskNode;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.Tracking;
import dev.corral.stream.AsyncStream;
import dev.corral.sync.AsyncBarrier;
import dev.corral.sync.AsyncEvent;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskTreeTest {
  private static final Duration LONG = Duration.ofHours(2);

  private final TaskGroup group = TaskGroup.open(GroupOptions.named("group"));

  @AfterEach
  void close() {
    group.close();
    TaskTree.track(Tracking.OFF);
  }

  private void expect(String children) throws InterruptedException {
    Trees.await(
        "group (group, running)\n│    on thread 'T', runnable\n" + children,
        () -> TaskTree.of(group));
  }

  private static Task<Void> after(String name) {
    return Task.of(() -> delay(LONG)).named(name);
  }

  @Test
  void theStagesThatBodiesReturnedAreWhatTheyWaitFor() throws Exception {
    AsyncLock lock = new AsyncLock("accounts");
    CapacityLimiter limiter = new CapacityLimiter(1, "connections");
    CompletableFuture<String> observed = new CompletableFuture<>();
    CountDownLatch held = new CountDownLatch(2);
    group.spawn(
        "holder",
        () ->
            lock.withLock(
                () -> {
                  held.countDown();
                  return new CompletableFuture<>();
                }));
    group.spawn(
        "owner",
        () ->
            limiter.withPermit(
                () -> {
                  held.countDown();
                  return new CompletableFuture<>();
                }));
    held.await();
    TaskHandle<Permit> waiter = group.spawn("waiter", lock::acquire);
    group.spawn("with lock", () -> lock.withLock(CompletableFuture::new));
    group.spawn("impatient", () -> lock.tryAcquire(LONG));
    group.spawn("follower", () -> waiter);
    group.spawn("borrower", limiter::acquire);
    group.spawn("worker", new AsyncSemaphore(0, "tickets")::acquire);
    group.spawn("listener", new AsyncEvent("ready")::await);
    group.spawn("runner", new AsyncBarrier(2, "start")::await);
    group.spawn(
        "putter", () -> AsyncQueue.<String>rendezvous(QueueOptions.named("orders")).put("x"));
    group.spawn("getter", AsyncQueue.<String>unlimited(QueueOptions.named("answers"))::get);
    group.spawn("caller", CompletableFuture::new);
    group.spawn("observer", Task.observing(observed));
    group.spawn("sleeper", () -> delay(LONG));
    group.spawn("chooser", () -> race(after("early"), after("late")));
    group.spawn(
        "stream", () -> AsyncStream.of(1, 2).mapAsync(2, i -> new CompletableFuture<>()).toList());
    expect(
        """
        ├─ holder (task, running)
        │  └─ with lock 'accounts' (operation, running)
        │     └─ with lock 'accounts'[0] (operation, running)
        │             waits for a stage, java.util.concurrent.CompletableFuture
        ├─ owner (task, running)
        │  └─ with limiter 'connections' (operation, running)
        │     └─ with limiter 'connections'[0] (operation, running)
        │             waits for a stage, java.util.concurrent.CompletableFuture
        ├─ waiter (task, running)
        │       waits for lock 'accounts', held by 'holder'
        ├─ with lock (task, running)
        │  └─ with lock 'accounts' (operation, running)
        │          waits for lock 'accounts', held by 'holder'
        ├─ impatient (task, running)
        │       waits for lock 'accounts', held by 'holder', N left
        ├─ follower (task, running)
        │       waits for 'waiter'
        ├─ borrower (task, running)
        │       waits for limiter 'connections', held by 'owner'
        ├─ worker (task, running)
        │       waits for semaphore 'tickets'
        ├─ listener (task, running)
        │       waits for event 'ready'
        ├─ runner (task, running)
        │       waits for barrier 'start'
        ├─ putter (task, running)
        │       waits for room in queue 'orders'
        ├─ getter (task, running)
        │       waits for an element of queue 'answers'
        ├─ caller (task, running)
        │       waits for a stage, java.util.concurrent.CompletableFuture
        ├─ observer (task, running)
        │       waits for a stage that it observes, java.util.concurrent.CompletableFuture
        ├─ sleeper (task, running)
        │  └─ delay (operation, running)
        │          waits for a delay of N
        ├─ chooser (task, running)
        │  └─ race (operation, running)
        │     ├─ early (operation, running)
        │     │  └─ delay (operation, running)
        │     │          waits for a delay of N
        │     └─ late (operation, running)
        │        └─ delay (operation, running)
        │                waits for a delay of N
        └─ stream (task, running)
           └─ toList (operation, running)
              └─ run of 'toList' (operation, running)
                 └─ mapAsync (operation, running)
                    ├─ mapAsync's source (task, running)
                    ├─ await (operation, running)
                    │       waits for a stage, java.util.concurrent.CompletableFuture
                    └─ await (operation, running)
                            waits for a stage, java.util.concurrent.CompletableFuture
        """);
  }

  @Test
  void aThreadThatBlocksIsShownWithWhatTheUsersCodeHasCalled() throws Exception {
    AsyncLock lock = new AsyncLock("accounts");
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    group.spawn("holder", Task.action(new Holder(lock, held, leave)::hold));
    held.await();
    TaskHandle<Void> sleeper = group.spawn("sleeper", Task.action(TaskTreeTest::sleep));
    group.spawn("locker", Task.action(new Holder(lock, held, leave)::hold));
    group.spawn("joiner", Task.action(() -> await(sleeper)));
    Trees.await(
        """
        group (group, running)
        │    on thread 'T', runnable
        ├─ holder (task, running)
        │       on thread 'T', waiting
        │         at java.util.concurrent.CountDownLatch.await(…)
        │         at dev.corral.trees.TaskTreeTest$Holder.hold(…)
        ├─ sleeper (task, running)
        │       on thread 'T', timed waiting
        │         at java.lang.Thread.sleep(…)
        │         at dev.corral.trees.TaskTreeTest.sleep(…)
        ├─ locker (task, running)
        │       waits for lock 'accounts', held by 'holder'
        │       on thread 'T', waiting
        │         at dev.corral.sync.AsyncLock.acquireBlocking(…)
        │         at dev.corral.trees.TaskTreeTest$Holder.hold(…)
        └─ joiner (task, running)
                waits for 'sleeper'
                on thread 'T', waiting
                  at dev.corral.TaskHandle.join(…)
                  at dev.corral.trees.TaskTreeTest.await(…)
                  at dev.corral.trees.TaskTreeTest.lambda(…)
        """,
        () -> TaskTree.of(group));
    leave.countDown();
  }

  private static void await(TaskHandle<?> task) {
    task.join();
  }

  private static void sleep() throws InterruptedException {
    Thread.sleep(LONG.toMillis());
  }

  private record Holder(AsyncLock lock, CountDownLatch held, CountDownLatch leave) {
    void hold() throws InterruptedException {
      Permit permit = lock.acquireBlocking();
      try {
        held.countDown();
        leave.await();
      } finally {
        permit.close();
      }
    }
  }

  @Test
  void aBodyThatComputesIsShownWithItsThreadIfItBeganWhileTrackingWasOn() throws Exception {
    TaskTree.track(Tracking.AGES);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    group.spawn("computer", Task.compute(() -> spin(begun, leave)));
    begun.await();
    group.cancel();
    TaskNode computer = TaskTree.of(group).nodes().get(0).children().get(0);
    leave.countDown();
    assertThat(computer.state()).isEqualTo(TaskState.CANCELLING);
    assertThat(computer.stack()).extracting(StackTraceElement::getMethodName).contains("spin");
    assertThat(computer.age()).isPresent();
    assertThat(computer.site()).isEmpty();
  }

  private static boolean spin(CountDownLatch begun, CountDownLatch leave) {
    begun.countDown();
    while (leave.getCount() > 0) {
      Thread.onSpinWait();
    }
    return true;
  }

  @Test
  void aGroupWhoseBodyIsDoneSaysSo() throws Exception {
    CompletableFuture<String> leave = new CompletableFuture<>();
    TaskHandle<Void> run =
        group.spawn(
            "run",
            () ->
                TaskGroup.runAll(
                    GroupOptions.named("inner").timeout(LONG),
                    inner -> inner.spawn("last", () -> leave)));
    Trees.await(
        """
        group (group, running)
        │    on thread 'T', runnable
        └─ run (task, running)
           └─ inner (group, running, body done, N left)
              └─ last (task, running)
                      waits for a stage, java.util.concurrent.CompletableFuture
        """,
        () -> TaskTree.of(group));
    leave.complete("done");
    run.join();
  }

  @Test
  void aGroupThatHasEndedIsNotThere() {
    group.close();
    assertThat(TaskTree.of(group).nodes()).isEmpty();
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> TaskTree.capture(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit: 0 is less than 1");
    assertThatThrownBy(() -> TaskTree.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("group");
  }
}
