package dev.corral.testing;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of what holds of the future of every operation that runs a task of the user's. For
 * operations of one's own, extend it and say which:
 *
 * <pre>{@code
 * class ThrottleLawsTest extends FutureLaws {
 *   private final Throttle throttle = new Throttle(1);
 *
 *   @Override
 *   protected Stream<Operation> operations() {
 *     return Stream.of(
 *         Operation.named("run", work -> throttle.run(() -> work)),
 *         Operation.named("run of a named task", work -> throttle.run(Task.of(() -> work).named("work"))));
 *   }
 * }
 * }</pre>
 *
 * <p>For operations that only wait, see {@link WaitingLaws}.
 */
@Timeout(30)
@SuppressWarnings("exports") // whoever extends it has JUnit
@TestInstance(Lifecycle.PER_CLASS)
public abstract class FutureLaws {
  /** For subclasses. */
  protected FutureLaws() {}

  /** {@return the operations under test; asked for by every law} */
  protected abstract Stream<Operation> operations();

  /** An operation under test, and what is expected of it; immutable. */
  public static final class Operation {
    private final String name;
    private final Function<? super CompletableFuture<Integer>, ? extends CorralFuture<?>> begin;
    private final Function<? super Integer, ? extends @Nullable Object> valueOf;
    private final boolean dropsLateValues;
    private final boolean endsBeforeItsWork;

    private Operation(
        String name,
        Function<? super CompletableFuture<Integer>, ? extends CorralFuture<?>> begin,
        Function<? super Integer, ? extends @Nullable Object> valueOf,
        boolean dropsLateValues,
        boolean endsBeforeItsWork) {
      this.name = name;
      this.begin = begin;
      this.valueOf = valueOf;
      this.dropsLateValues = dropsLateValues;
      this.endsBeforeItsWork = endsBeforeItsWork;
    }

    /**
     * One whose future has the value of the task that it runs.
     *
     * @param name in the names of the tests
     * @param begin begins the operation with a task that waits for the given stage: {@code work ->
     *     submit(() -> work)}
     * @return such an operation
     */
    public static Operation named(
        String name,
        Function<? super CompletableFuture<Integer>, ? extends CorralFuture<?>> begin) {
      return new Operation(
          requireNonNull(name, "name"), requireNonNull(begin, "begin"), x -> x, false, false);
    }

    /**
     * With a value that is made of the task's.
     *
     * @param valueOf what the future's value is where the task's is the given one
     * @return such an operation
     */
    public Operation returning(Function<? super Integer, ? extends @Nullable Object> valueOf) {
      requireNonNull(valueOf, "valueOf");
      return new Operation(name, begin, valueOf, dropsLateValues, endsBeforeItsWork);
    }

    /**
     * {@return an operation that is cancelled for good, even where its task returns a value all the
     * same}
     */
    public Operation droppingLateValues() {
      return new Operation(name, begin, valueOf, true, endsBeforeItsWork);
    }

    /**
     * {@return an operation whose future may be done before its task is, as that of a task that
     * says it is ready}
     */
    public Operation endingBeforeItsWork() {
      return new Operation(name, begin, valueOf, dropsLateValues, true);
    }

    private CorralFuture<?> begin(CompletableFuture<Integer> work) {
      return begin.apply(work);
    }

    private void assertValue(@Nullable Object actual) {
      assertEquals(valueOf.apply(7), actual);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** {@return those that a law about the end of the work is for} */
  public final Stream<Operation> operationsThatEndWithTheirWork() {
    return operations().filter(operation -> !operation.endsBeforeItsWork);
  }

  /**
   * Of a future with a value.
   *
   * @param operation the operation that is asked
   * @throws Exception what goes wrong
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void aValueIsSeenTheSameWayEverywhere(Operation operation) throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    assertFalse(future.isDone());
    assertFalse(future.isCompletedExceptionally());
    assertFalse(future.isCancelled());
    assertFalse(future.isCancelRequested());
    assertThrows(IllegalStateException.class, future::resultNow);
    assertThrows(IllegalStateException.class, future::exceptionNow);

    work.complete(7);
    operation.assertValue(future.join());
    operation.assertValue(future.get());
    operation.assertValue(future.get(1, SECONDS));
    operation.assertValue(future.joinOrThrow());
    operation.assertValue(future.resultNow());
    operation.assertValue(future.getNow(null));
    assertTrue(future.isDone());
    assertFalse(future.isCompletedExceptionally());
    assertFalse(future.isCancelled());
    assertThrows(IllegalStateException.class, future::exceptionNow);
    assertFalse(future.cancel(true), "a future that is done can be cancelled");
  }

  /**
   * Of a future that failed: wrappers of the task's are gone, and one is put on as the JDK does.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void aFailureIsTheSameObjectAndIsWrappedOnce(Operation operation) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    Exception mine = new Exception("mine");
    work.completeExceptionally(
        new CompletionException(new ExecutionException(new CompletionException(mine))));
    assertWrapped(mine, CompletionException.class, future::join);
    assertWrapped(mine, ExecutionException.class, future::get);
    assertWrapped(mine, ExecutionException.class, () -> future.get(1, SECONDS));
    assertWrapped(mine, CompletionException.class, () -> future.getNow(null));
    assertSame(mine, assertThrows(Exception.class, future::joinOrThrow));
    assertSame(mine, future.exceptionNow());
    assertTrue(future.isDone());
    assertTrue(future.isCompletedExceptionally());
    assertFalse(future.isCancelled());
    assertThrows(IllegalStateException.class, future::resultNow);
    assertEquals(0, mine.getSuppressed().length, "something is suppressed in the failure");
  }

  private static void assertWrapped(
      Exception mine, Class<? extends Exception> wrapper, Executable get) {
    assertSame(mine, assertThrowsExactly(wrapper, get).getCause());
  }

  /**
   * Done means ended, and no value is dropped.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operationsThatEndWithTheirWork")
  public void aCancellationIsARequestAndAValueThatComesAllTheSameCounts(Operation operation) {
    Stubborn work = new Stubborn();
    CorralFuture<?> future = operation.begin(work);
    Await.until(() -> work.getNumberOfDependents() > 0);
    assertTrue(future.cancel(true), "cancel(true) is refused");
    assertTrue(future.isCancelRequested());
    assertFalse(future.isCancelled(), "cancelled while its work goes on");
    assertFalse(future.isDone(), "done while its work goes on");
    work.complete(7);
    if (operation.dropsLateValues) {
      assertThrows(TaskCancelledException.class, future::join);
      assertTrue(future.isCancelled());
    } else {
      operation.assertValue(future.join());
      assertFalse(future.isCancelled());
    }
  }

  /**
   * Who loses patience has not changed anything.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void aTimedGetLeavesTheWorkAlone(Operation operation) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    assertThrows(TimeoutException.class, () -> future.get(1, MILLISECONDS));
    assertThrows(TimeoutException.class, () -> future.get(0, MILLISECONDS));
    assertThrows(TimeoutException.class, () -> future.get(-1, MILLISECONDS));
    assertFalse(future.isCancelRequested());
    work.complete(7);
    operation.assertValue(future.join());
  }

  /**
   * It is done when its work is, and not because somebody says so.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void completionByHandIsRefused(Operation operation) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    @SuppressWarnings("unchecked") // which is what has to be refused
    CorralFuture<Object> future = (CorralFuture<Object>) operation.begin(work);
    assertRefused(() -> future.complete(0));
    assertRefused(() -> future.completeExceptionally(new Exception()));
    assertRefused(() -> future.completeAsync(() -> 0));
    assertRefused(() -> future.completeAsync(() -> 0, Runnable::run));
    assertRefused(() -> future.obtrudeValue(0));
    assertRefused(() -> future.obtrudeException(new Exception()));
    work.complete(7);
    operation.assertValue(future.join());
  }

  private static void assertRefused(Executable completion) {
    assertThrows(UnsupportedOperationException.class, completion);
  }

  /**
   * A wait for it is a cancellation point of whoever waits.
   *
   * @param operation the operation that is asked
   * @throws Exception what goes wrong
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void aCancelledWaiterThrowsAndWhatItWaitedForGoesOn(Operation operation) throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    TaskHandle<?> waiter =
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
    assertThrows(TaskCancelledException.class, waiter::join);
    assertTrue(waiter.isCancelled());
    assertInstanceOf(TaskCancelledException.class, thrown.get());
    assertFalse(future.isDone());
    assertFalse(future.isCancelRequested());
    work.complete(7);
    operation.assertValue(future.join());
  }

  /**
   * A wait for it is a cancellation point also where it is done.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void aCancelledWaiterDoesNotEvenGetWhatIsDone(Operation operation) {
    CorralFuture<?> future = operation.begin(CompletableFuture.completedFuture(7));
    future.join();
    TaskHandle<?> waiter =
        Corral.submit(
            Task.blocking(
                () -> {
                  Corral.currentTask().orElseThrow().cancel();
                  return future.join();
                }));
    assertThrows(TaskCancelledException.class, waiter::join);
  }

  /**
   * As of the JDK's futures.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void anInterruptEndsAGetAndIsKeptByAJoin(Operation operation) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, future::get);
    assertFalse(Thread.currentThread().isInterrupted());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, future::joinOrThrow);
    assertFalse(Thread.currentThread().isInterrupted());

    Thread.currentThread().interrupt();
    CompletableFuture.runAsync(() -> work.complete(7));
    operation.assertValue(future.join());
    assertTrue(Thread.interrupted(), "join has lost an interrupt");
  }

  /**
   * For whoever reads a log.
   *
   * @param operation the operation that is asked
   */
  @ParameterizedTest
  @MethodSource("operations")
  public void itSaysWhatItIs(Operation operation) {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<?> future = operation.begin(work);
    work.complete(7);
    future.join();
    String said = future.toString();
    assertTrue(said.contains("TaskHandle["), said);
    if (future instanceof TaskHandle<?> handle) {
      assertTrue(said.contains(handle.name()), said);
      assertTrue(said.contains(handle.taskState().name()), said);
    }
  }

  /** A stage that takes no notice of a cancellation. */
  private static final class Stubborn extends CompletableFuture<Integer> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return false;
    }
  }
}
