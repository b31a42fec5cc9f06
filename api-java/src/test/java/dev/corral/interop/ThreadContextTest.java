package dev.corral.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of threads that are not Corral's, as a part of a task. */
@Timeout(60)
class ThreadContextTest extends ForeignThread {
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
  void anExecutorOfATaskThatIsOverRefuses() {
    AtomicReference<Executor> kept = new AtomicReference<>();
    TaskHandle<Integer> task =
        Corral.submit(
            Task.of(
                    () -> {
                      kept.set(ThreadContext.capture().executor(foreign));
                      return CompletableFuture.completedFuture(1);
                    })
                .named("over"));
    task.join();
    assertThatThrownBy(() -> CompletableFuture.runAsync(() -> {}, kept.get()))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("task 'over', which this was to be part of, has ended");
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
}
