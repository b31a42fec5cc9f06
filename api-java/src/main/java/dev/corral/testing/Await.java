package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Looks;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Blocks until something is true that a test cannot be told of. Where there is something to wait
 * for, a future or a latch, wait for that; to order what threads do, see {@link Sequencer}.
 *
 * <pre>{@code
 * CorralFuture<Permit> second = lock.acquire();
 * Await.until(() -> lock.statistics().waiting() == 1);
 * }</pre>
 *
 * <p>The time is real, whatever the code under test goes by. What made a condition true
 * happens-before the return if the condition reads it in a way that makes it so, as one of a
 * volatile does. A condition that throws ends the wait with what it threw, a checked exception as
 * the cause of an {@link AssertionError}.
 */
public final class Await {
  /** How long a test waits for what is bound to come. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Await() {}

  /**
   * Blocks until {@code condition} is true, for 30 seconds at most.
   *
   * @param condition looked at again and again, on this thread
   * @throws AssertionError if the time has passed; or if the thread is interrupted, whose flag then
   *     stays set
   * @throws CancellationException in place of that, if the current task was cancelled
   */
  public static void until(Callable<Boolean> condition) {
    until(LIMIT, condition);
  }

  /**
   * As {@link #until(Callable)}, for {@code limit} at most.
   *
   * @param limit zero or less looks once
   * @param condition looked at again and again, on this thread
   */
  public static void until(Duration limit, Callable<Boolean> condition) {
    Looks.until(requireNonNull(limit, "limit"), requireNonNull(condition, "condition"));
  }

  /**
   * As {@link #until(Callable)}, for code that is to ignore interrupts: one that comes is kept for
   * later.
   *
   * @param condition looked at again and again, on this thread
   */
  public static void uninterruptiblyUntil(Callable<Boolean> condition) {
    Looks.uninterruptiblyUntil(LIMIT, requireNonNull(condition, "condition"));
  }
}
