package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened or not, and that any number of tasks wait for.
 *
 * <pre>{@code
 * AsyncEvent ready = new AsyncEvent("ready");
 * CorralFuture<String> served = group.spawn(() -> ready.await().thenCompose(x -> serve()));
 * ready.set();
 * }</pre>
 *
 * <p>Setting it wakes everybody who waits, in order of arrival, also if it is cleared right after
 * that. To wake one at a time, see {@link AsyncSemaphore}; to wait until something is true of what
 * a lock guards, see {@link AsyncCondition}.
 *
 * <p>What came before {@link #set} happens-before each {@link #await} that it lets through is done.
 * Safe for use by many threads; Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncEvent {
  final dev.corral.engine.sync.AsyncEvent engine;

  /** An event without a name, not set. */
  public AsyncEvent() {
    this(new dev.corral.engine.sync.AsyncEvent(null));
  }

  /**
   * An event that is not set.
   *
   * @param name for messages and diagnostics
   */
  public AsyncEvent(String name) {
    this(new dev.corral.engine.sync.AsyncEvent(requireNonNull(name, "name")));
  }

  AsyncEvent(dev.corral.engine.sync.AsyncEvent engine) {
    this.engine = engine;
  }

  /**
   * Waits until the event is set. Cancelled, the future is done on the spot.
   *
   * @return done when the event is set; at once if it is, but not in a cancelled task
   */
  public CorralFuture<@Nullable Void> await() {
    return Waits.root().<@Nullable Void>begin(Granting.waiting(engine), set -> null);
  }

  /**
   * As {@link #await}, for {@code timeout} at most.
   *
   * @param timeout zero or less does not wait
   * @return done with whether the event was set
   */
  public CorralFuture<Boolean> await(Duration timeout) {
    return Waits.root().beginOr(Granting.waiting(engine), timeout, false, set -> true);
  }

  /**
   * As {@link #await}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   */
  public void awaitBlocking() throws InterruptedException {
    Waits.root().block(Granting.waiting(engine), set -> set);
  }

  /** Sets the event and wakes everybody who waits for it. Set already, it stays so. */
  public void set() {
    engine.set();
  }

  /** Has those who come from now on wait until it is set again. */
  public void clear() {
    engine.clear();
  }

  /** {@return whether it has been set, and not cleared since} */
  public boolean isSet() {
    return engine.isSet();
  }

  /** {@return how it stands at this moment} */
  public EventStatistics statistics() {
    var seen = engine.statistics();
    return new EventStatistics(seen.isSet(), seen.getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
