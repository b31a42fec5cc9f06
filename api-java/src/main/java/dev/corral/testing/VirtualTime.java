package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import dev.corral.Action;
import dev.corral.Registration;
import dev.corral.engine.bridge.TestBody;
import dev.corral.engine.bridge.Times;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Time for tests: it stands still while anything runs, and when everything waits it jumps to where
 * something happens next; or it is moved by hand. An hour of retries takes milliseconds, and takes
 * exactly an hour by this clock.
 *
 * <pre>{@code
 * @Test
 * @WithVirtualTime
 * void aRefreshGivesUpAfterAnHour(VirtualTime time) {
 *   assertThrows(TimeoutException.class, () -> shelf.refresh().joinOrThrow());
 *   assertEquals(Duration.ofHours(1), time.elapsed());
 * }
 * }</pre>
 *
 * <p>With {@link WithVirtualTime}, the methods of a test are code of the test. Elsewhere, what
 * {@link #call} and {@link #run} run is: a task, on the thread that calls. Everything of Corral's
 * that it begins goes by this clock: time-outs, deadlines, retries, hedges, streams, limiters,
 * barriers, pools' idle threads, {@link dev.corral.Corral#sleep sleep}.
 *
 * <p><b>What waits</b> is what waits through Corral. What blocks in another way, for a file, a
 * latch, a lock of the JDK's, is at work: time stands still until it goes on, also for ever.
 * Threads and stages of others are unknown here, and time does not wait for them unless it is told
 * to: see {@link #standStill}. What a {@link dev.corral.pool.ProcessPool} runs takes real time, and
 * is waited for; its worker processes are started, and stopped, in real time.
 *
 * <p><b>Moved by hand</b>, time moves in {@link #advanceBy}, {@link #advanceTo} and {@link #settle}
 * alone, which return when everything that was due has been done and all is at rest. They may be
 * called otherwise too.
 *
 * <p><b>A test that is stuck</b>, in which everything waits and no timer is set, is not left
 * hanging: its task is cancelled, and it fails with an {@link AssertionError} that says who waits
 * for what.
 *
 * <p>Timers that are due at the same time fire in the order in which they were set, one after the
 * other: what one brings about has been done before the next one. Threads that sleep until then
 * wake with the first of them. Otherwise bodies run beside each other, as they always do.
 *
 * <p>Safe for use by many threads.
 */
public final class VirtualTime implements AutoCloseable {
  private final dev.corral.engine.testing.VirtualTime engine;

  private VirtualTime(boolean byHand) {
    this.engine = new dev.corral.engine.testing.VirtualTime(byHand);
  }

  /** {@return time that jumps when everything waits} */
  public static VirtualTime jumping() {
    return new VirtualTime(false);
  }

  /** {@return time that is moved by hand} */
  public static VirtualTime byHand() {
    return new VirtualTime(true);
  }

  /**
   * Runs {@code body}, which may block, on this thread as code of the test. What it begins may go
   * on after that.
   *
   * @param body code of the test
   * @param <T> its result
   * @return what it returned
   * @throws Exception what it threw, the same instance
   * @throws AssertionError if everything waits, and nothing will ever end that
   * @throws IllegalStateException if this was closed
   */
  public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
    return Times.call(engine, requireNonNull(body, "body"));
  }

  /**
   * As {@link #call}, without a result.
   *
   * @param body code of the test
   * @throws Exception what it threw, the same instance
   */
  public void run(Action body) throws Exception {
    requireNonNull(body, "body");
    call(
        () -> {
          body.run();
          return null;
        });
  }

  /** As {@link #call}, for what may throw anything. */
  <T extends @Nullable Object> T proceed(TestBody<T> body) throws Throwable {
    return Times.proceed(engine, body);
  }

  /**
   * Moves the time on, and blocks until everything that was due by then has been done and all is at
   * rest: what runs on, for what is outside of Corral, is waited for.
   *
   * @param duration how far; zero only does what is due
   * @throws IllegalArgumentException if {@code duration} is negative
   * @throws InterruptedException if this thread is interrupted
   * @throws java.util.concurrent.CancellationException if the current task was cancelled
   */
  public void advanceBy(Duration duration) throws InterruptedException {
    Times.advanceBy(engine, requireNonNull(duration, "duration"));
  }

  /**
   * As {@link #advanceBy}, to a point in time.
   *
   * @param elapsed the time from the beginning to that point
   * @throws IllegalArgumentException if that is in the past
   * @throws InterruptedException if this thread is interrupted
   */
  public void advanceTo(Duration elapsed) throws InterruptedException {
    Times.advanceTo(engine, requireNonNull(elapsed, "elapsed"));
  }

  /**
   * Blocks until everything that runs has come to rest, without moving the time.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public void settle() throws InterruptedException {
    Times.settle(engine);
  }

  /**
   * Has the time stand still until what this returns is closed: for what goes on outside of Corral
   * and takes real time.
   *
   * @return what lets it go on
   */
  public Registration standStill() {
    return Times.standStill(engine)::run;
  }

  /**
   * As {@link #standStill}, until {@code stage} is done: for one that only something outside
   * completes.
   *
   * @param stage what to wait for
   * @param <S> its type
   * @return {@code stage}
   */
  public <S extends CompletionStage<?>> S standStillUntil(S stage) {
    return engine.standStillUntil(requireNonNull(stage, "stage"));
  }

  /** {@return how much time has passed by this clock} */
  public Duration elapsed() {
    return Times.elapsed(engine);
  }

  /**
   * Ends the test: lets what runs come to rest without moving the time, and fails if anything has
   * not ended then. That is cancelled, and its end waited for. A second call does nothing.
   *
   * @throws AssertionError with the names of what was left running
   */
  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
