package dev.corral.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.RetryPolicy;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueOptions;
import dev.corral.stream.AsyncStream;
import dev.corral.stream.StreamIterator;
import dev.corral.sync.AsyncCondition;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * L17: whatever is handed over, on whatever thread it runs, sees what was there when it was handed
 * over, on every carrier at once; and every thread has afterwards what it had before.
 */
@Timeout(60)
class HandOverTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final Checked threads = new Checked();
  private final CorralConfig config =
      Everything.config().blockingExecutor(threads).callbackExecutor(threads);

  @AfterEach
  void everyThreadHasWhatItHadBefore() throws InterruptedException {
    assertThat(Everything.seen()).isEqualTo("null");
    threads.checkWorkers();
    assertThat(threads.wrong).isEmpty();
    threads.close();
    Everything.unregister();
  }

  private <T> T look(T value) {
    seen.add(Everything.seen());
    return value;
  }

  private CompletableFuture<Integer> looking() {
    return look(CompletableFuture.completedFuture(1));
  }

  /**
   * What is seen by what {@code begin} begins, while the thread that began it goes on with others.
   */
  private void assertSeen(int times, Function<TaskGroup, CorralFuture<?>> begin) {
    seen.clear();
    GroupOptions options = GroupOptions.defaults().config(config);
    TaskGroup.run(
            options,
            group ->
                ScopedContext.with(
                    Everything.KEY,
                    "carried",
                    () -> {
                      CorralFuture<?> future = Everything.with("carried", () -> begin.apply(group));
                      return ScopedContext.with(
                          Everything.KEY,
                          "later",
                          () -> Everything.with("later", () -> join(future)));
                    }))
        .join();
    assertThat(seen).hasSize(times).containsOnly("carried");
  }

  private static CompletableFuture<Integer> join(CorralFuture<?> future) {
    future.handle((value, error) -> value).join();
    assertThat(Everything.seen()).isEqualTo("later");
    return CompletableFuture.completedFuture(0);
  }

  @Test
  void tasksOfAGroupThatSomebodyElseOpened() {
    assertSeen(1, group -> group.spawn(this::looking));
    assertSeen(1, group -> group.spawn("a", Task.compute(() -> look(1))));
    assertSeen(1, group -> group.spawnBlocking(() -> look(1)));
    assertSeen(1, group -> group.spawnAction(() -> look(1)));
    assertSeen(1, group -> group.spawnDaemon(this::looking));
    assertSeen(1, group -> group.spawn(Task.of(this::looking).on(threads)));
    assertSeen(
        1,
        group ->
            group.start(
                status -> {
                  look(1);
                  status.started(2);
                  return CompletableFuture.completedFuture(3);
                }));
  }

  @Test
  void operationsAndWhatTheyBegin() {
    assertSeen(2, group -> Corral.submit(() -> Corral.submit(() -> look(looking()))));
    assertSeen(1, group -> Corral.failAfter(Duration.ofMinutes(1), this::looking));
    assertSeen(1, group -> Corral.shield(Task.blocking(() -> look(1))));
    assertSeen(1, group -> Corral.toThread(() -> look(1)));
    assertSeen(1, group -> Corral.toThread(() -> Corral.runSync(this::looking)));
    assertSeen(1, group -> Corral.toThread(() -> Corral.shieldBlocking(() -> look(1))));
  }

  @Test
  void callbacksOfFutures() {
    CountDownLatch begun = new CountDownLatch(1);
    assertSeen(
        9,
        group -> {
          CorralFuture<Integer> slow =
              Corral.toThread(
                  () -> {
                    begun.await();
                    return 1;
                  });
          CorralFuture<?> all =
              slow.thenApply(this::look)
                  .thenApplyAsync(this::look)
                  .thenCompose(one -> look(CompletableFuture.completedFuture(one)))
                  .whenComplete((value, error) -> look(value))
                  .handle((value, error) -> look(value))
                  .thenCombine(slow, (a, b) -> look(a))
                  .thenAcceptAsync(this::look, threads)
                  .thenRun(() -> look(1))
                  .handleAsync((value, error) -> look(1));
          begun.countDown();
          return all;
        });
    assertSeen(2, group -> Corral.submit(this::looking).thenApply(this::look));
    assertSeen(
        1,
        group ->
            Corral.submit(() -> CompletableFuture.<Integer>failedFuture(new Exception("boom")))
                .exceptionally(error -> look(1)));
    assertSeen(1, group -> Corral.delay(Duration.ofMillis(1)).thenRun(() -> look(1)));
  }

  @Test
  void laterAttemptsHedgesAndItems() {
    AtomicInteger calls = new AtomicInteger();
    assertSeen(
        7,
        group ->
            Corral.retry(
                () -> {
                  look(1);
                  if (calls.incrementAndGet() < 3) {
                    throw new Exception("boom");
                  }
                  return CompletableFuture.completedFuture(1);
                },
                RetryPolicy.attempts(3)
                    .backoff(Duration.ofNanos(1), Duration.ofMillis(1))
                    .retryOn(error -> look(true))
                    .onAttempt(
                        attempt -> {
                          if (attempt.number() < 3) {
                            look(1);
                          }
                        })));
    assertSeen(
        1, group -> Corral.hedge(Duration.ofMillis(1), CompletableFuture::new, this::looking));
    assertSeen(3, group -> Corral.gather(1, List.of(this::looking, this::looking, this::looking)));
    assertSeen(
        2,
        group ->
            Corral.gather(1, List.of(Task.blocking(() -> look(1)), Task.compute(() -> look(1)))));
    assertSeen(
        8,
        group ->
            Corral.mapAsync(
                List.of(1, 2, 3, 4), 2, item -> look(Corral.toThread(() -> look(item)))));
    assertSeen(4, group -> Corral.mapBlocking(List.of(1, 2, 3, 4), 2, this::look));
    assertSeen(
        2,
        group ->
            Corral.forEachAsync(
                List.of(1).iterator(),
                BatchOptions.limit(1)
                    .onError((item, error) -> look(item))
                    .onProgress(progress -> look(progress)),
                item -> {
                  throw new Exception("boom");
                }));
  }

  @Test
  void functionsOfStreams() {
    assertSeen(
        8,
        group ->
            AsyncStream.of(1, 2)
                .map(this::look)
                .mapAsync(2, i -> look(CompletableFuture.completedFuture(i)))
                .mapBlocking(2, this::look)
                .buffer(1)
                .forEach(this::look));
    assertSeen(
        4,
        group ->
            AsyncStream.interval(Duration.ofMillis(1)).map(this::look).take(2).forEach(this::look));
    assertSeen(
        3,
        group -> {
          StreamIterator<Integer> iterator =
              AsyncStream.of(1, 2, 3)
                  .mapAsync(2, i -> Corral.toThread(() -> i))
                  .map(this::look)
                  .iterator();
          return Corral.toThread(
              () -> {
                try (iterator) {
                  iterator.forEachRemaining(i -> {});
                }
                return 1;
              });
        });
  }

  @Test
  void whatIsCalledWhenSomethingIsCancelledFailsOrIsDropped() {
    assertSeen(
        1,
        group -> {
          CompletableFuture<Void> there = new CompletableFuture<>();
          CorralFuture<?> task =
              Corral.toThreadAction(
                  () -> {
                    CountDownLatch over = new CountDownLatch(1);
                    Corral.onCancel(
                        () -> {
                          look(1);
                          over.countDown();
                        });
                    there.complete(null);
                    Corral.shieldAction(over::await);
                  });
          there.join();
          task.cancel(true);
          return task;
        });
    // The second one fails when the first has a value, and the group's handler hears of neither.
    assertSeen(
        1,
        group ->
            Corral.gather(
                List.of(
                    Task.of(() -> CompletableFuture.completedFuture(1)).onUndelivered(this::look),
                    () -> {
                      throw new Exception("boom");
                    })));
    assertSeen(
        1,
        group ->
            TaskGroup.runAll(
                GroupOptions.defaults().supervise().onChildFailure((task, error) -> look(task)),
                inner ->
                    inner.spawn(
                        () -> {
                          throw new Exception("boom");
                        })));
    assertSeen(
        2,
        group -> {
          AsyncQueue<Integer> queue =
              AsyncQueue.dropping(1, QueueOptions.<Integer>defaults().onUndelivered(this::look));
          queue.putNow(1);
          queue.putNow(2);
          queue.putNow(3);
          return group.spawn(() -> awaitSeen(2));
        });
    assertSeen(
        3,
        group -> {
          AsyncLock lock = new AsyncLock();
          AsyncCondition condition = lock.newCondition();
          AtomicInteger asked = new AtomicInteger();
          CorralFuture<?> waiting =
              lock.withLock(() -> condition.awaitUntil(() -> look(asked.incrementAndGet() > 2)));
          for (int i = 0; i < 2; i++) {
            lock.withLock(
                    () -> {
                      condition.signalAll();
                      return CompletableFuture.completedFuture(1);
                    })
                .join();
            int times = i + 2;
            Await.until(() -> asked.get() >= times);
          }
          return waiting;
        });
  }

  private CompletableFuture<Integer> awaitSeen(int times) {
    Await.until(() -> seen.size() >= times);
    return CompletableFuture.completedFuture(1);
  }

  @Test
  void childrenThatAWaitingThreadRunsSeeTheirOwn() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.defaults().config(config))) {
      AtomicInteger hidden = new AtomicInteger();
      for (int i = 0; i < 100; i++) {
        group.spawn(
            () -> {
              if (Everything.seen().equals("null")) {
                hidden.incrementAndGet();
              }
              return CompletableFuture.completedFuture(1);
            });
      }
      Everything.with(
          "waiting",
          () -> {
            group.join();
            return null;
          });
      assertThat(hidden).hasValue(100);
    }
  }
}
