package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L2, L3, L4, L11, L12: what a failure is, and what becomes of it. */
@Timeout(30)
class FailureLawsTest {
  private final LinkedBlockingQueue<Throwable> unobserved = new LinkedBlockingQueue<>();
  private final CorralConfig config =
      CorralConfig.defaults().onUnobservedFailure((name, error) -> unobserved.add(error));

  static Stream<Throwable> throwables() {
    return Stream.of(
        new StackOverflowError(),
        new OutOfMemoryError("thrown by hand"),
        new AssertionError("no"),
        new Exception("checked"),
        new CancellationException("by hand"),
        new InterruptedException("by hand"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void anyThrowableOfAChildFailsTheGroup(Throwable thrown) {
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawn(CompletableFuture<Integer>::new);
              group.spawn(
                  () -> {
                    throw sneaky(thrown);
                  });
            });
    assertThatThrownBy(all::joinOrThrow).isSameAs(thrown);
    assertThat(all.isCancelled()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void anyThrowableOfABlockingChildFailsTheGroup(Throwable thrown) {
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawnBlocking(
                  () -> {
                    throw sneaky(thrown);
                  });
            });
    assertThatThrownBy(all::joinOrThrow).isSameAs(thrown);
  }

  @Test
  void aCancellationThatAStageHadEndedWithBeforeIsTheSameObject() {
    CancellationException strange = new CancellationException("strange");
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    ended.completeExceptionally(strange);
    assertThatThrownBy(() -> Corral.submit(() -> ended).joinOrThrow()).isSameAs(strange);
    assertThatThrownBy(() -> Corral.submit(Task.observing(ended)).joinOrThrow()).isSameAs(strange);
  }

  @Test
  void aUsersFutureThatAStrangerCancelledIsAFailure() {
    CompletableFuture<Integer> theirs = new CompletableFuture<>();
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawn(() -> theirs);
            });
    theirs.cancel(true);
    assertThatThrownBy(all::join)
        .isExactlyInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(all.isCancelled()).isFalse();
    assertThat(all.isCancelRequested()).isTrue();
  }

  @Test
  void aTaskThatWaitsForACancelledHandleFails() {
    CorralFuture<Integer> run =
        TaskGroup.run(
            group -> {
              TaskHandle<Integer> cancelled = group.spawn(CompletableFuture<Integer>::new);
              cancelled.cancel();
              return group.spawnBlocking(cancelled::join);
            });
    assertThatThrownBy(run::join).hasCauseInstanceOf(TaskCancelledException.class);
    assertThat(run.isCancelled()).isFalse();
  }

  @Test
  void aCancelledHandleFailsNobody() {
    CorralFuture<Integer> run =
        TaskGroup.run(
            group -> {
              group.spawn(CompletableFuture<Integer>::new).cancel();
              return Subject.done(1);
            });
    assertThat(run.join()).isEqualTo(1);
  }

  @Test
  void anInnerTimeoutThatNobodyCaughtFailsTheGroup() {
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawn(
                  Task.of(CompletableFuture<Integer>::new)
                      .named("slow")
                      .timeout(Duration.ofMillis(20)));
            });
    assertThatThrownBy(all::join)
        .cause()
        .isInstanceOf(TimeoutException.class)
        .hasMessageContainingAll("slow", "20 ms");
  }

  @Test
  void theFirstFailureWinsAndHasEveryLaterOneSuppressedOnce() throws Exception {
    Exception first = new Exception("first");
    Exception later = new Exception("later");
    CountDownLatch begun = new CountDownLatch(3);
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              for (int i = 0; i < 2; i++) {
                group.spawnAction(() -> failWhenInterrupted(begun, later));
              }
              group.spawnAction(() -> failWhenInterrupted(begun, first));
              group.spawnAction(
                  () -> {
                    begun.await();
                    throw first;
                  });
            });
    assertThatThrownBy(all::joinOrThrow).isSameAs(first);
    assertThat(first.getSuppressed()).containsExactly(later);
  }

  private static void failWhenInterrupted(CountDownLatch begun, Exception error) throws Exception {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw error;
    }
  }

  @Test
  void laterFailuresGoToTheHandlerWhenTheFirstTakesNone() throws Exception {
    Exception first = new Exception("first", null, false, false) {};
    Exception later = new Exception("later");
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Void> all =
        TaskGroup.runAll(
            GroupOptions.defaults().config(config),
            group -> {
              group.spawnAction(() -> failWhenInterrupted(begun, later));
              group.spawnAction(
                  () -> {
                    begun.await();
                    throw first;
                  });
            });
    assertThatThrownBy(all::joinOrThrow).isSameAs(first);
    assertThat(unobserved.poll(10, SECONDS)).isSameAs(later);
  }

  @Test
  void aCyclicCauseIsNoLoop() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    TaskHandle<Integer> task =
        Corral.submit(() -> CompletableFuture.failedFuture(new CompletionException(a)));
    assertThat(catchThrowable(task::joinOrThrow) == a).isTrue();
  }

  @Test
  void aSubclassOfAWrapperIsNoWrapper() {
    class Meant extends CompletionException {
      private static final long serialVersionUID = 1L;

      Meant(Throwable cause) {
        super(cause);
      }
    }
    Meant meant = new Meant(new Exception("inside"));
    TaskHandle<Integer> task =
        Corral.submit(() -> CompletableFuture.failedFuture(new CompletionException(meant)));
    assertThatThrownBy(task::joinOrThrow).isSameAs(meant);
  }

  @Test
  void aFailureInASupervisingGroupIsItsHandlesAlone() {
    Exception boom = new Exception("boom");
    CompletableFuture<Integer> sibling = new CompletableFuture<>();
    CorralFuture<Integer> run =
        TaskGroup.run(
            GroupOptions.defaults().supervise(),
            group -> {
              TaskHandle<Integer> failing = group.spawn(() -> CompletableFuture.failedFuture(boom));
              failing.whenComplete((x, e) -> sibling.complete(5));
              return group.spawn(() -> sibling);
            });
    assertThat(run.join()).isEqualTo(5);
  }

  @Test
  void aFailureThatNobodyObservedGoesToTheHandler() throws Exception {
    Exception boom = new Exception("boom");
    TaskGroup.runAll(
            GroupOptions.defaults().supervise().config(config),
            group -> {
              group.spawn(() -> CompletableFuture.failedFuture(boom));
            })
        .join();
    assertThat(unobserved.poll(10, SECONDS)).isSameAs(boom);
  }

  @Test
  void theHandlerForChildrenIsToldBeforeTheGroupEnds() {
    Exception boom = new Exception("boom");
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    CorralFuture<Void> all =
        TaskGroup.runAll(
            GroupOptions.defaults()
                .onChildFailure((task, error) -> told.add(task.name() + error.getMessage())),
            group -> {
              group.spawn("child-", () -> CompletableFuture.failedFuture(boom));
            });
    assertThatThrownBy(all::joinOrThrow).isSameAs(boom);
    assertThat(told).containsExactly("child-boom");
  }

  /** Whatever of an exception can be overridden fails. */
  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static UnsupportedOperationException refusal() {
      return new UnsupportedOperationException("hostile");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw refusal();
    }

    @Override
    public int hashCode() {
      throw refusal();
    }

    @Override
    public String toString() {
      throw refusal();
    }

    @Override
    public String getMessage() {
      throw refusal();
    }

    @Override
    public synchronized Throwable getCause() {
      throw refusal();
    }

    @Override
    public synchronized Throwable initCause(@Nullable Throwable cause) {
      throw refusal();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw refusal();
    }
  }

  @Test
  void hostileExceptionsDoNotBreakAGroup() {
    Hostile first = new Hostile();
    Hostile later = new Hostile();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> failing = new CompletableFuture<>();
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              group.spawnAction(() -> failWhenInterrupted(begun, later));
              group.spawnAction(
                  () -> {
                    begun.await();
                    failing.completeExceptionally(first);
                  });
              group.spawn(() -> failing);
            });
    assertThat(catchThrowable(all::joinOrThrow) == first).isTrue();
    assertThat(first.getSuppressed().length).isOne();
    assertThat(first.getSuppressed()[0] == later).isTrue();
    assertThat(wrapped(all::join, CompletionException.class) == first).isTrue();
    assertThat(wrapped(all::get, ExecutionException.class) == first).isTrue();
    assertThat(all.exceptionNow() == first).isTrue();
  }

  /** The cause of what {@code call} throws, found where no hostile method is asked. */
  private static @Nullable Throwable wrapped(
      ThrowingCallable call, Class<? extends Throwable> wrapper) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown.getClass() == wrapper).isTrue();
    return thrown.getCause();
  }

  @Test
  void whatDependsOnAFutureThatAHostileExceptionEndedIsDone() {
    Hostile hostile = new Hostile();
    CompletableFuture<Integer> work = new CompletableFuture<>();
    TaskHandle<Integer> task = Corral.submit(() -> work);
    CorralFuture<Integer> derived = task.thenApply(x -> x).thenApply(x -> x);
    CompletableFuture<Void> foreign = CompletableFuture.allOf(task);
    work.completeExceptionally(hostile);
    assertThat(wrapped(derived::join, CompletionException.class) == hostile).isTrue();
    assertThat(wrapped(foreign::join, CompletionException.class) == hostile).isTrue();
    TaskHandle<Integer> late = Corral.submit(() -> work);
    assertThat(catchThrowable(late::joinOrThrow) == hostile).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> X sneaky(Throwable error) throws X {
    throw (X) error;
  }
}
