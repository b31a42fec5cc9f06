package dev.corral;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every future that Corral hands out; a subclass says whose futures. */
@Timeout(30)
@TestInstance(Lifecycle.PER_CLASS)
abstract class FutureLaws {
  /** The operations under test. */
  abstract Stream<Subject> subjects();

  @ParameterizedTest
  @MethodSource("subjects")
  void aValueIsSeenTheSameWayEverywhere(Subject subject) throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    assertThat(future.isDone()).isFalse();
    assertThat(future.isCompletedExceptionally()).isFalse();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.isCancelRequested()).isFalse();
    assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);

    work.complete(7);
    Object value = subject.valueOf().apply(7);
    assertThat((Object) future.join()).isEqualTo(value);
    assertThat((Object) future.get()).isEqualTo(value);
    assertThat((Object) future.get(1, SECONDS)).isEqualTo(value);
    assertThat((Object) future.joinOrThrow()).isEqualTo(value);
    assertThat((Object) future.resultNow()).isEqualTo(value);
    assertThat((Object) future.getNow(null)).isEqualTo(value);
    assertThat(future.isDone()).isTrue();
    assertThat(future.isCompletedExceptionally()).isFalse();
    assertThat(future.isCancelled()).isFalse();
    assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
    assertThat(future.cancel(true)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aFailureIsTheSameObjectAndIsWrappedOnce(Subject subject) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    Exception boom = new Exception("boom");
    work.completeExceptionally(
        new CompletionException(new ExecutionException(new CompletionException(boom))));
    assertThatThrownBy(future::join)
        .isExactlyInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(boom);
    assertThatThrownBy(future::get)
        .isExactlyInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(boom);
    assertThatThrownBy(() -> future.get(1, SECONDS))
        .isExactlyInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(boom);
    assertThatThrownBy(() -> future.getNow(null)).cause().isSameAs(boom);
    assertThatThrownBy(future::joinOrThrow).isSameAs(boom);
    assertThat(future.exceptionNow()).isSameAs(boom);
    assertThat(future.isDone()).isTrue();
    assertThat(future.isCompletedExceptionally()).isTrue();
    assertThat(future.isCancelled()).isFalse();
    assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  /** The future of {@code start} ends when its task says so, not with it. */
  Stream<Subject> subjectsThatEndWithTheirWork() {
    return subjects().filter(subject -> !subject.name().equals("start"));
  }

  @ParameterizedTest
  @MethodSource("subjectsThatEndWithTheirWork")
  void aCancellationIsARequestAndAValueThatComesAllTheSameCounts(Subject subject) {
    Subject.Stubborn work = new Subject.Stubborn();
    CorralFuture<?> future = subject.begin(work);
    work.awaitBegun();
    assertThat(future.cancel(true)).isTrue();
    assertThat(future.isCancelRequested()).isTrue();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.isDone()).isFalse();
    work.complete(7);
    if (subject.cutOff()) {
      assertThatThrownBy(future::join).isInstanceOf(TaskCancelledException.class);
      assertThat(future.isCancelled()).isTrue();
    } else {
      assertThat((Object) future.join()).isEqualTo(subject.valueOf().apply(7));
      assertThat(future.isCancelled()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aTimedGetLeavesTheWorkAlone(Subject subject) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    assertThatThrownBy(() -> future.get(1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(0, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(-1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    assertThat(future.isCancelRequested()).isFalse();
    work.complete(7);
    assertThat((Object) future.join()).isEqualTo(subject.valueOf().apply(7));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void completionByHandIsRefused(Subject subject) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    assertRefused(() -> future.complete(null));
    assertRefused(() -> future.completeExceptionally(new Exception()));
    assertRefused(() -> future.completeAsync(() -> null));
    assertRefused(() -> future.completeAsync(() -> null, Runnable::run));
    assertRefused(() -> future.obtrudeValue(null));
    assertRefused(() -> future.obtrudeException(new Exception()));
    work.complete(7);
    assertThat((Object) future.join()).isEqualTo(subject.valueOf().apply(7));
  }

  private static void assertRefused(Runnable completion) {
    assertThatThrownBy(completion::run)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ends with its work");
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aCancelledWaiterThrowsAndWhatItWaitedForGoesOn(Subject subject) throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    TaskHandle<Object> waiter =
        Corral.submit(
            Task.blocking(
                () -> {
                  waiting.countDown();
                  try {
                    return future.join();
                  } catch (Throwable t) {
                    thrown.set(t);
                    throw t;
                  }
                }));
    waiting.await();
    waiter.cancel();
    assertThatThrownBy(waiter::join).isInstanceOf(TaskCancelledException.class);
    assertThat(waiter.isCancelled()).isTrue();
    assertThat(thrown.get()).isInstanceOf(TaskCancelledException.class);
    assertThat(future.isDone()).isFalse();
    assertThat(future.isCancelRequested()).isFalse();
    work.complete(7);
    assertThat((Object) future.join()).isEqualTo(subject.valueOf().apply(7));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aCancelledWaiterDoesNotEvenGetWhatIsDone(Subject subject) {
    CorralFuture<?> future = subject.begin(Subject.done(7));
    future.join();
    TaskHandle<Object> waiter =
        Corral.submit(
            Task.blocking(
                () -> {
                  Corral.currentTask().orElseThrow().cancel();
                  return future.join();
                }));
    assertThatThrownBy(waiter::join).isInstanceOf(TaskCancelledException.class);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void anInterruptEndsAGetAndIsKeptByAJoin(Subject subject) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::joinOrThrow).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    Thread.currentThread().interrupt();
    CompletableFuture.runAsync(() -> work.complete(7));
    assertThat((Object) future.join()).isEqualTo(subject.valueOf().apply(7));
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void itSaysWhatItIs(Subject subject) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = subject.begin(work);
    work.complete(7);
    future.join();
    assertThat(future.toString()).contains("TaskHandle[");
    if (future instanceof TaskHandle<?> handle) {
      assertThat(future.toString()).contains(handle.name(), handle.taskState().name());
    }
  }
}
