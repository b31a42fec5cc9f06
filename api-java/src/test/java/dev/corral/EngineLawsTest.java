package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L5, L14, L17: values, threads, context. */
@Timeout(60)
class EngineLawsTest {
  private final LinkedBlockingQueue<Integer> disposed = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Throwable> unobserved = new LinkedBlockingQueue<>();

  private static int nested(int depth) throws Exception {
    return depth == 0
        ? 1
        : Corral.runSync(() -> Corral.submit(() -> Subject.done(nested(depth - 1) + 1)));
  }

  @Test
  void nestedRunSyncOnEveryWorkerAtOnceDoesNotDeadlock() {
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    CountDownLatch all = new CountDownLatch(workers);
    List<TaskHandle<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      tasks.add(
          Corral.submit(
              () -> {
                all.countDown();
                all.await();
                return Subject.done(nested(1));
              }));
    }
    for (TaskHandle<Integer> task : tasks) {
      assertThat(task.join()).isEqualTo(2);
    }
  }

  private static int nestedBlocking(int depth) {
    return depth == 0 ? 1 : Corral.toThread(() -> nestedBlocking(depth - 1) + 1).join();
  }

  @Test
  void blockingBodiesThatWaitForBlockingBodiesDoNotRunOutOfThreads() {
    CorralConfig config = CorralConfig.defaults().virtualThreads(false).blockingLimit(1);
    CorralFuture<Integer> run =
        TaskGroup.run(
            GroupOptions.defaults().config(config),
            group -> group.spawnBlocking(() -> nestedBlocking(30)));
    assertThat(run.join()).isEqualTo(31);
  }

  @Test
  void aBlockedCallbackDelaysNoTimer() {
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Integer> work = new CompletableFuture<>();
    List<CorralFuture<?>> blocked = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      CountDownLatch inCallback = new CountDownLatch(1);
      CompletableFuture<Integer> source = new CompletableFuture<>();
      blocked.add(
          Corral.submit(() -> source)
              .thenRun(
                  () -> {
                    inCallback.countDown();
                    await(gate);
                  }));
      source.complete(1);
      await(inCallback);
    }
    assertThat(Corral.moveOnAfter(Duration.ofMillis(40), () -> work).join())
        .isEqualTo(new Settled.TimedOut<>());
    Corral.delay(Duration.ofMillis(40)).join();
    gate.countDown();
    blocked.forEach(CorralFuture::join);
  }

  /**
   * They spin, on virtual threads too, which are never preempted, until an action has stopped them.
   */
  @Test
  void bodiesThatComputeOnEveryThreadHoldUpNeitherACallbackNorAnAction() {
    AtomicBoolean isStopped = new AtomicBoolean();
    long end = System.nanoTime() + SECONDS.toNanos(30);
    try (TaskGroup group = TaskGroup.open()) {
      List<TaskHandle<?>> bodies = new ArrayList<>();
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        bodies.add(
            group.spawnAction(
                () -> {
                  try (Registration stop = Corral.onCancel(() -> isStopped.set(true))) {
                    while (!isStopped.get() && System.nanoTime() < end) {
                      Thread.onSpinWait();
                    }
                    assertThat(stop).isNotNull();
                  }
                }));
      }
      Corral.delay(Duration.ofMillis(100)).thenRun(() -> bodies.get(0).cancel()).join();
      bodies.forEach(body -> catchThrowable(body::join));
    }
    assertThat(isStopped).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyOwnSpawnsAreHelped() {
    TaskGroup group = TaskGroup.open();
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    Thread helper = Thread.currentThread();
    CompletableFuture.runAsync(
            () ->
                group.spawn(
                    () -> {
                      ranOn.set(Thread.currentThread());
                      return Subject.done(1);
                    }))
        .join();
    group.join();
    assertThat(ranOn.get()).isNotSameAs(helper);
    group.close();
  }

  @Test
  void aValueCutOffByAFailingChildIsDisposedOfOnce() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> source = new CompletableFuture<>();
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      Corral.submit(() -> source);
                      return Subject.done(7);
                    })
                .onUndelivered(disposed::add)
                .on(held::add));
    // Here, so that the body is over before the cancellation.
    held.remove().run();
    Await.until(() -> source.getNumberOfDependents() != 0);
    task.cancel();
    catchThrowable(task::join);
    source.completeExceptionally(boom);
    assertThat(task.isCancelled()).isTrue();
    assertThat(disposed).containsExactly(7);
  }

  @Test
  void aGroupsValueCutOffByAFailingTaskIsDisposedOfOnce() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> source = new CompletableFuture<>();
    CorralFuture<Integer> run =
        TaskGroup.run(
            GroupOptions.defaults().onUndelivered(Integer.class, disposed::add),
            group -> {
              group.spawn(() -> source);
              return Subject.done(7);
            });
    source.completeExceptionally(boom);
    assertThatThrownBy(run::joinOrThrow).isSameAs(boom);
    assertThat(disposed).containsExactly(7);
  }

  @Test
  void aGroupsValueThatIsDeliveredIsNotDisposedOf() {
    CorralFuture<Integer> run =
        TaskGroup.run(
            GroupOptions.defaults().onUndelivered(Integer.class, disposed::add),
            group -> Subject.done(7));
    assertThat(run.join()).isEqualTo(7);
    assertThat(disposed).isEmpty();
  }

  @Test
  void aValueThatIsDeliveredIsNotDisposedOf() {
    TaskHandle<Integer> task =
        Corral.submit(Task.of(() -> Subject.done(7)).onUndelivered(disposed::add));
    assertThat(task.join()).isEqualTo(7);
    assertThat(disposed).isEmpty();
  }

  @Test
  void aDisposerThatFailsIsReported() throws Exception {
    CorralConfig config =
        CorralConfig.defaults().onUnobservedFailure((name, error) -> unobserved.add(error));
    IllegalStateException bad = new IllegalStateException("disposer");
    CompletableFuture<Integer> source = new CompletableFuture<>();
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().config(config))) {
      TaskHandle<Integer> task =
          group.spawn(
              Task.<Integer>of(
                      () -> {
                        Corral.submit(() -> source);
                        return Subject.done(7);
                      })
                  .onUndelivered(
                      value -> {
                        throw bad;
                      })
                  .on(held::add));
      held.remove().run();
      Await.until(() -> source.getNumberOfDependents() != 0);
      task.cancel();
      assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    }
    assertThat(unobserved.poll(10, SECONDS)).isSameAs(bad);
  }

  @Test
  void aHandlerThatThrowsIsToldToItsThreadAndHoldsUpNothing() throws Exception {
    RuntimeException rude = new RuntimeException("rude");
    CorralConfig config =
        CorralConfig.defaults()
            .callbackExecutor(Runnable::run)
            .onUnobservedFailure(
                (name, error) -> {
                  throw rude;
                });
    LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    try {
      try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().config(config))) {
        TaskHandle<?> failing =
            group.spawn(() -> CompletableFuture.failedFuture(new Exception("unseen")));
        Await.until(() -> failing.taskState() == TaskState.FAILED);
      }
      assertThat(uncaught.poll(20, SECONDS)).isSameAs(rude);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void aCarriedThreadLocalIsSeenInTasksAndCallbacksAndRestoredAfterwards() throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    CorralConfig config =
        CorralConfig.defaults().virtualThreads(false).blockingLimit(1).carrying(local);
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<Integer> source = new CompletableFuture<>();
    try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().config(config))) {
      local.set("caller");
      group
          .spawnAction(
              () -> {
                seen.add("body " + local.get());
                local.set("changed in the body");
              })
          .join();
      CorralFuture<Void> callback =
          group.spawn(
              () -> {
                seen.add("task " + local.get());
                return Corral.submit(() -> source)
                    .thenRun(() -> seen.add("callback " + local.get()));
              });
      local.remove();
      group.spawnAction(() -> seen.add("other " + local.get())).join();
      source.complete(1);
      callback.join();
      group.join();
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("body caller", "task caller", "other null", "callback caller");
  }
}
