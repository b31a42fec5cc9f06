package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import dev.corral.Action;
import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Steps;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Puts what several threads and tasks do into one order: numbered steps, taken in turn, the first
 * one is 1.
 *
 * <pre>{@code
 * Sequencer steps = new Sequencer("handover");
 * group.spawnAction(() -> {
 *   try (Permit permit = lock.acquireBlocking()) {
 *     steps.step(1);
 *     steps.step(4);
 *   }
 * });
 * group.spawnAction(() -> {
 *   steps.step(2);
 *   assertTrue(lock.tryAcquire().isEmpty());
 *   steps.step(3);
 * });
 * }</pre>
 *
 * <p>A step is a point in somebody's code: {@link #step(int)} returns when every step before it was
 * taken, and takes it. So what comes before step 1 in one thread happens before what comes after
 * step 2 in another; what follows step 1 runs beside it. To have something done entirely before the
 * next step, make it the action of its step.
 *
 * <p>Each step is taken once; one whose wait was cancelled may be waited for again. A step that is
 * not reached in time fails whoever waits for it with an {@link AssertionError} that says what
 * everybody waits for. The time is that of the task that waits: virtual where its time is.
 *
 * <p>What came before a step happens-before the return of every later one. Safe for use by many
 * threads. Where the order is not known beforehand but to be searched, see {@link Interleavings}.
 */
public final class Sequencer {
  private final dev.corral.engine.testing.Sequencer engine;

  /** One that waits 30 seconds for a step at most. */
  public Sequencer() {
    engine = Steps.sequencer(null, Await.LIMIT);
  }

  /**
   * One that waits 30 seconds for a step at most.
   *
   * @param name for messages
   */
  public Sequencer(String name) {
    this(name, Await.LIMIT);
  }

  /**
   * One that waits for a step for {@code limit} at most.
   *
   * @param name for messages
   * @param limit more than zero
   */
  public Sequencer(String name, Duration limit) {
    engine = Steps.sequencer(requireNonNull(name, "name"), requireNonNull(limit, "limit"));
  }

  /**
   * Blocks until every step before number {@code step} was taken, and takes it. An interrupt, or
   * the cancellation of the task whose code this is, ends the wait, and the step was not taken.
   *
   * @param step at least 1
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   * @throws IllegalStateException if the step was taken, or somebody else waits for it
   */
  public void step(int step) throws InterruptedException {
    engine.stepBlocking(step);
  }

  /**
   * As {@link #step(int)}, and runs {@code action} before the next one can be taken; also if that
   * fails, it then can.
   *
   * @param step at least 1
   * @param action runs on this thread
   * @throws Exception what {@code action} throws
   */
  public void step(int step, Action action) throws Exception {
    requireNonNull(action, "action");
    Steps.step(engine, step, Interleavings.callable(action));
  }

  /**
   * As {@link #step(int)}, without blocking. Cancelled, the step was not taken.
   *
   * @param step at least 1
   * @return done when the step was taken
   * @throws IllegalStateException if the step was taken, or somebody else waits for it
   */
  public CorralFuture<@Nullable Void> stepAsync(int step) {
    return Waits.root().<@Nullable Void>begin(Steps.reaching(engine, step), taken -> null);
  }

  /** {@return the step whose turn it is} */
  public int next() {
    return engine.next();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
