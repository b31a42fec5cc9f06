package dev.corral.testing;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.TaskCancelledException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of what holds of every operation that only waits and runs no code of the user's: a lock's
 * {@code acquire}, a queue's {@code get}. For a primitive of one's own, extend it and say how to
 * begin a wait:
 *
 * <pre>{@code
 * class LatchLawsTest extends WaitingLaws {
 *   private final Latch latch = new Latch(1);
 *
 *   @Override
 *   protected CorralFuture<?> begin() {
 *     return latch.await();
 *   }
 *
 *   @AfterEach
 *   void nobodyIsLeftInLine() {
 *     assertEquals(0, latch.waiting());
 *   }
 * }
 * }</pre>
 *
 * <p>The laws look at the future alone. That a wait which was cancelled took nothing with it is for
 * the subclass to look at, after each test.
 */
@Timeout(30)
@SuppressWarnings("exports") // whoever extends it has JUnit
public abstract class WaitingLaws {
  private static final Duration SHORT = Duration.ofMillis(20);

  /** For subclasses. */
  protected WaitingLaws() {}

  /**
   * Begins a wait that does not end by itself. Called on the test's thread and in tasks, once a
   * test.
   *
   * @return the wait
   */
  protected abstract CorralFuture<? extends @Nullable Object> begin();

  /** A wait runs nothing that could have to be waited for when it is cancelled. */
  @Test
  public void aCancelledWaitIsDoneOnTheSpot() {
    CorralFuture<?> wait = begin();
    assertFalse(wait.isDone(), "a wait that does not end by itself is done");
    assertTrue(wait.cancel(true), "cancel(true) of a wait is refused");
    assertTrue(wait.isDone(), "a cancelled wait is not done at once");
    assertTrue(wait.isCancelled());
    assertFalse(wait.cancel(true), "a second cancel(true) of a wait is not refused");
    assertThrows(TaskCancelledException.class, wait::join);
  }

  /** A wait is a child of the task that begins it. */
  @Test
  public void aWaitThatATaskBeganIsCancelledWithIt() {
    AtomicReference<CorralFuture<?>> wait = new AtomicReference<>();
    AtomicReference<Boolean> isDone = new AtomicReference<>();
    Corral.submit(
            () -> {
              wait.set(begin());
              Corral.currentTask().orElseThrow().cancel();
              isDone.set(wait.get().isDone());
              return completedFuture(1);
            })
        .join();
    assertTrue(isDone.get(), "the wait of a task that is cancelled is not done at once");
    assertTrue(wait.get().isCancelled());
  }

  /** Waiting is a cancellation point. */
  @Test
  public void aCancelledTaskDoesNotGetAsFarAsWaiting() {
    AtomicReference<CorralFuture<?>> wait = new AtomicReference<>();
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              wait.set(begin());
              return completedFuture(1);
            })
        .join();
    assertTrue(wait.get().isCancelled(), "a cancelled task waits");
  }

  /** {@code orTimeout} ends the wait, not only its future. */
  @Test
  public void orTimeoutFailsTheWaitAndNamesTheTime() {
    CorralFuture<?> wait = begin();
    wait.orTimeout(SHORT.toMillis(), TimeUnit.MILLISECONDS);
    Throwable failure =
        assertThrows(ExecutionException.class, () -> wait.get(10, TimeUnit.SECONDS)).getCause();
    assertInstanceOf(TimeoutException.class, failure);
    String message = failure.getMessage();
    assertNotNull(message);
    assertTrue(message.contains("20 ms"), () -> "the time is not in the text: " + message);
    assertFalse(wait.isCancelled());
  }

  /**
   * {@code completeOnTimeout} ends the wait, too.
   *
   * @throws Exception what goes wrong
   */
  @Test
  public void completeOnTimeoutEndsTheWaitWithTheValue() throws Exception {
    Object late = new Object();
    @SuppressWarnings("unchecked") // it is the only value that it will have
    CorralFuture<Object> wait = (CorralFuture<Object>) begin();
    wait.completeOnTimeout(late, SHORT.toMillis(), TimeUnit.MILLISECONDS);
    assertSame(late, wait.get(10, TimeUnit.SECONDS));
    assertFalse(wait.isCompletedExceptionally());
  }

  /** The deadline of a task is that of what it waits for. */
  @Test
  public void aDeadlineAroundTheWaitEndsIt() {
    CorralFuture<?> limited = Corral.failAfter(SHORT, this::begin);
    Throwable failure = assertThrows(CompletionException.class, limited::join).getCause();
    assertInstanceOf(TimeoutException.class, failure);
  }

  /** What depends on a cancelled wait is told. */
  @Test
  public void aCancelledWaitPassesOnAsACancellation() {
    CorralFuture<?> wait = begin();
    CorralFuture<Integer> after = wait.thenApply(x -> 1);
    wait.cancel(true);
    Throwable failure = assertThrows(CompletionException.class, after::join).getCause();
    assertInstanceOf(CancellationException.class, failure);
  }
}
