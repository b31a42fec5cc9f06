package dev.corral.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of threads that are not Corral's, as a part of a task. */
@Timeout(60)
class ThreadContextTest {
  private final ExecutorService foreign = Executors.newSingleThreadExecutor();
  private final CompletableFuture<ThreadContext> context = new CompletableFuture<>();
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  @AfterEach
  void stop() {
    end.complete(0);
    foreign.shutdownNow();
  }

  /** A task that tells its context and ends when {@link #end} does. */
  private TaskHandle<Integer> task() {
    Task<Integer> body =
        () -> {
          context.complete(ThreadContext.capture());
          return end;
        };
    return Corral.submit(body.named("captured"));
  }

  @Test
  void aRawThreadRunsAChildOfTheTask() throws Exception {
    TaskHandle<Integer> task = task();
    AtomicReference<String> names = new AtomicReference<>();
    Thread thread =
        new Thread(
            context.join().runnable(() -> names.set(Corral.currentTask().orElseThrow().name())),
            "raw");
    thread.start();
    thread.join();
    assertThat(names).hasValue("raw");
    end.complete(1);
    assertThat(task.join()).isOne();
  }

  @Test
  void theTaskDoesNotEndBeforeIt() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    var call =
        foreign.submit(
            context
                .join()
                .callable(
                    () -> {
                      inside.countDown();
                      leave.await();
                      return task.isDone();
                    }));
    inside.await();
    end.complete(1);
    assertThatThrownBy(() -> task.get(50, java.util.concurrent.TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    leave.countDown();
    assertThat(task.join()).isOne();
    assertThat(call.get()).isFalse();
  }

  @Test
  void aStageOfASuppliedValueIsTheTasks() throws Exception {
    TaskHandle<String> task =
        Corral.submit(
            () -> {
              ThreadContext here = ThreadContext.capture();
              return CompletableFuture.supplyAsync(
                  here.supplier(() -> Corral.currentTask().isPresent() + "!"), foreign);
            });
    assertThat(task.joinOrThrow()).isEqualTo("true!");
  }

  @Test
  void aCancellationInterruptsItAndNothingElseOfTheThread() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    var thrown =
        foreign.submit(
            () ->
                catchThrowable(
                    () ->
                        context
                            .join()
                            .run(
                                () -> {
                                  inside.countDown();
                                  new CountDownLatch(1).await();
                                })));
    inside.await();
    task.cancel();
    assertThat(thrown.get())
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("captured");
    assertThat(foreign.submit(Thread::interrupted).get()).isFalse();
    assertThat(catchThrowable(task::join)).isSameAs(thrown.get());
    assertThat(task.taskState()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void aCheckpointThrowsAndAValueThatIsReturnedAllTheSameCounts() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    var value =
        foreign.submit(
            context
                .join()
                .callable(
                    () -> {
                      inside.countDown();
                      while (!Corral.isStopping()) {
                        Thread.onSpinWait();
                      }
                      assertThatThrownBy(Corral::checkpoint)
                          .isInstanceOf(TaskCancelledException.class);
                      return 7;
                    }));
    inside.await();
    task.cancel();
    assertThat(value.get()).isEqualTo(7);
    assertThat(foreign.submit(Thread::interrupted).get()).isFalse();
  }

  @Test
  void itIsNotRunForATaskThatWasCancelled() throws Exception {
    TaskHandle<Integer> task = task();
    ThreadContext captured = context.join();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    // Keeps the task from ending.
    foreign.submit(
        captured.callable(
            () -> {
              inside.countDown();
              while (leave.getCount() > 0) {
                Thread.onSpinWait();
              }
              return null;
            }));
    inside.await();
    task.cancel();
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() -> captured.run(runs::incrementAndGet))
        .isInstanceOf(TaskCancelledException.class);
    leave.countDown();
    assertThat(catchThrowable(task::join)).isInstanceOf(TaskCancelledException.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void itIsRefusedForATaskThatHasEnded() {
    TaskHandle<Integer> task = task();
    end.complete(1);
    task.join();
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() -> context.join().run(runs::incrementAndGet))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("task 'captured', which this was to be part of, has ended");
    assertThat(runs).hasValue(0);
  }

  @Test
  void aFailureIsTheCallersAndNotTheTasks() {
    TaskHandle<Integer> task = task();
    IOException boom = new IOException("boom");
    assertThat(
            catchThrowable(
                () ->
                    context
                        .join()
                        .call(
                            () -> {
                              throw boom;
                            })))
        .isSameAs(boom);
    assertThat(
            catchThrowable(
                () ->
                    context
                        .join()
                        .runnable(
                            () -> {
                              throw boom;
                            })
                        .run()))
        .isInstanceOf(CompletionException.class)
        .hasCause(boom);
    end.complete(1);
    assertThat(task.join()).isOne();
  }

  @Test
  void aCheckedFailureOfASupplierIsUnwrappedByTheTaskThatOwnsItsStage() {
    IOException boom = new IOException("boom");
    CorralFuture<Object> task =
        Corral.submit(
            () ->
                CompletableFuture.supplyAsync(
                    ThreadContext.capture()
                        .supplier(
                            () -> {
                              throw boom;
                            }),
                    foreign));
    assertThat(catchThrowable(task::joinOrThrow)).isSameAs(boom);
  }

  @Test
  void whatItBeganHasEndedWhenItReturns() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicReference<CorralFuture<Void>> left = new AtomicReference<>();
    var call =
        foreign.submit(
            context
                .join()
                .callable(
                    () -> {
                      left.set(
                          Corral.toThreadAction(
                              () -> {
                                begun.countDown();
                                leave.await();
                              }));
                      return 1;
                    }));
    begun.await();
    assertThat(call.isDone()).isFalse();
    leave.countDown();
    assertThat(call.get()).isOne();
    assertThat(left.get().isDone()).isTrue();
    end.complete(1);
    task.join();
  }

  @Test
  void anInterruptByTheOwnerOfTheThreadIsNoCancellation() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread owner =
        new Thread(
            () ->
                thrown.set(
                    catchThrowable(
                        () ->
                            context
                                .join()
                                .run(
                                    () -> {
                                      inside.countDown();
                                      new CountDownLatch(1).await();
                                    }))));
    owner.start();
    inside.await();
    owner.interrupt();
    owner.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(task.isCancelRequested()).isFalse();
    end.complete(1);
    assertThat(task.join()).isOne();
  }

  @Test
  void anInterruptThatItDoesNotAnswerToIsLeftForTheOwner() throws Exception {
    TaskHandle<Integer> task = task();
    Thread.currentThread().interrupt();
    boolean seen = context.join().call(() -> Thread.currentThread().isInterrupted());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen).isTrue();
    context.join().run(() -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();
    end.complete(1);
    task.join();
  }

  @Test
  void theDeadlineOfTheTaskHoldsForIt() {
    CorralFuture<Integer> task =
        Corral.failAfter(
            Duration.ofMillis(30),
            () ->
                CompletableFuture.supplyAsync(
                    ThreadContext.capture()
                        .supplier(
                            () -> {
                              new CountDownLatch(1).await();
                              return 1;
                            }),
                    foreign));
    assertThat(catchThrowable(task::joinOrThrow)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void theThreadLocalsOfTheTaskAreThereAndWhatWasThereComesBack() throws Exception {
    ThreadLocal<String> user = new ThreadLocal<>();
    GroupOptions options =
        GroupOptions.named("group").config(CorralConfig.defaults().carrying(user));
    user.set("alice");
    CorralFuture<List<String>> seen =
        TaskGroup.run(
            options,
            group -> {
              ThreadContext here = ThreadContext.capture();
              return CompletableFuture.supplyAsync(
                  () -> {
                    user.set("bob");
                    String inside = here.supplier(user::get).get();
                    return List.of(inside, user.get());
                  },
                  foreign);
            });
    assertThat(seen.get()).containsExactly("alice", "bob");
  }

  @Test
  void outsideAnyTaskItIsAnOperationOfTheProcess() throws Exception {
    ThreadContext here = ThreadContext.capture();
    assertThat(Corral.currentTask()).isEmpty();
    assertThat(foreign.submit(here.callable(() -> Corral.currentTask().isPresent())).get())
        .isTrue();
    assertThat(here.<Integer>call(() -> Corral.delay(Duration.ZERO).thenApply(v -> 3).join()))
        .isEqualTo(3);
  }

  @Test
  void libraryCodeOnAnExecutorIsPartOfTheTask() {
    TaskHandle<Long> task =
        Corral.submit(
            () -> {
              ThreadContext here = ThreadContext.capture();
              var parts =
                  IntStream.range(0, 50)
                      .mapToObj(
                          i ->
                              CompletableFuture.supplyAsync(
                                  Corral::currentTask, here.executor(foreign)))
                      .toList();
              return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                  .thenApply(v -> parts.stream().filter(part -> part.join().isPresent()).count());
            });
    assertThat(task.join()).isEqualTo(50);
  }

  @Test
  void aParallelStreamIsPartOfTheTask() throws Exception {
    Corral.runSync(
        Task.action(
            () -> {
              ThreadContext here = ThreadContext.capture();
              List<Boolean> inside =
                  IntStream.range(0, 1000)
                      .parallel()
                      .mapToObj(i -> here.supplier(() -> Corral.currentTask().isPresent()).get())
                      .toList();
              assertThat(inside).hasSize(1000).containsOnly(true);
            }));
  }

  @Test
  void aStageIsRefused() {
    assertThatThrownBy(() -> ThreadContext.capture().call(CompletableFuture::new))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("returned a stage");
  }

  @Test
  void argumentsAreNamed() {
    ThreadContext here = ThreadContext.capture();
    assertThatThrownBy(() -> here.call(null)).hasMessage("body");
    assertThatThrownBy(() -> here.run(null)).hasMessage("body");
    assertThatThrownBy(() -> here.callable(null)).hasMessage("body");
    assertThatThrownBy(() -> here.supplier(null)).hasMessage("body");
    assertThatThrownBy(() -> here.runnable(null)).hasMessage("body");
    assertThatThrownBy(() -> here.executor(null)).hasMessage("executor");
  }

  /** Whatever the race: it is run or not, and no interrupt stays behind in the thread. */
  @Test
  void noInterruptOutlivesIt() throws Exception {
    int ran = 0;
    for (int round = 0; round < 3_000; round++) {
      CompletableFuture<ThreadContext> told = new CompletableFuture<>();
      CompletableFuture<Void> stage = new CompletableFuture<>();
      TaskHandle<Void> task =
          Corral.submit(
              () -> {
                told.complete(ThreadContext.capture());
                return stage;
              });
      ThreadContext captured = told.join();
      CountDownLatch go = new CountDownLatch(1);
      var call =
          foreign.submit(
              () -> {
                go.countDown();
                Throwable thrown = catchThrowable(() -> captured.run(Corral::checkpoint));
                assertThat(Thread.interrupted()).isFalse();
                return thrown;
              });
      go.await();
      for (int i = round % 64; i > 0; i--) {
        Thread.onSpinWait();
      }
      task.cancel();
      Throwable thrown = call.get();
      if (thrown == null) {
        ran++;
      } else {
        assertThat(thrown)
            .isInstanceOfAny(TaskCancelledException.class, IllegalStateException.class);
      }
      assertThat(catchThrowable(task::join)).isInstanceOf(TaskCancelledException.class);
    }
    assertThat(ran).isBetween(0, 3_000);
  }
}
