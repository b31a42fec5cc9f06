package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits.
 *
 * <pre>{@code
 * AsyncSemaphore connections = new AsyncSemaphore(8);
 * CorralFuture<List<Order>> rows = connections.withPermit(Task.blocking(() -> orders.of(id)));
 * }</pre>
 *
 * <p>First come, first served. Nobody owns a permit but whoever has it; {@link #release} adds one
 * without one, for signalling. To see who holds what, and to change the number, see {@link
 * CapacityLimiter}.
 *
 * <p>What came before a permit was given back, or added, happens-before the acquisition that gets
 * it is done. Safe for use by many threads; Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncSemaphore {
  final dev.corral.engine.sync.AsyncSemaphore engine;

  /**
   * A semaphore without a name.
   *
   * @param permits how many there are at first; zero for one that starts by waiting for a signal
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public AsyncSemaphore(int permits) {
    this(new dev.corral.engine.sync.AsyncSemaphore(permits, null));
  }

  /**
   * A semaphore.
   *
   * @param permits how many there are at first; zero for one that starts by waiting for a signal
   * @param name for messages and diagnostics
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public AsyncSemaphore(int permits, String name) {
    this(new dev.corral.engine.sync.AsyncSemaphore(permits, requireNonNull(name, "name")));
  }

  AsyncSemaphore(dev.corral.engine.sync.AsyncSemaphore engine) {
    this.engine = engine;
  }

  /**
   * {@return a semaphore that never has more than {@code permits}: a {@link #release} beyond them
   * is refused}
   *
   * @param permits at least 1
   * @throws IllegalArgumentException if {@code permits} is less than 1
   */
  public static AsyncSemaphore bounded(int permits) {
    return new AsyncSemaphore(dev.corral.engine.sync.AsyncSemaphore.bounded(permits, null));
  }

  /**
   * As {@link #bounded(int)}, with a name.
   *
   * @param permits at least 1
   * @param name for messages and diagnostics
   * @return what {@link #bounded(int)} returns
   * @throws IllegalArgumentException if {@code permits} is less than 1
   */
  public static AsyncSemaphore bounded(int permits, String name) {
    return new AsyncSemaphore(
        dev.corral.engine.sync.AsyncSemaphore.bounded(permits, requireNonNull(name, "name")));
  }

  /**
   * Waits until there is a permit, and takes it. Cancelled, the future is done on the spot and
   * nothing was taken; in a cancelled task nothing is taken.
   *
   * @return done with the permit
   */
  public CorralFuture<Permit> acquire() {
    return Waits.root().acquire(Granting.acquiring(engine));
  }

  /**
   * As {@link #acquire}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait.
   *
   * @return the permit
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   */
  public Permit acquireBlocking() throws InterruptedException {
    return Waits.root().acquireBlocking(Granting.acquiring(engine));
  }

  /**
   * Takes a permit if there is one, without waiting; empty if there is none.
   *
   * @return the permit; empty if there is none to be had
   */
  public Optional<Permit> tryAcquire() {
    return Waits.root().permitOrNot(engine.tryAcquire());
  }

  /**
   * As {@link #acquire}, for {@code timeout} at most: then done, empty.
   *
   * @param timeout zero or less does not wait
   * @return the permit; empty if the time was up
   */
  public CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return Waits.root().acquireWithin(Granting.acquiring(engine), timeout);
  }

  /**
   * Runs {@code task} with a permit, and gives it back when the task, and whatever it began, has
   * ended. Cancelled while it waits, the future is done on the spot; cancelled after that, when the
   * task has ended.
   *
   * @param task begins on the calling thread if there is a permit, else on a worker
   * @param <T> its result
   * @return ends as the task does
   */
  public <T extends @Nullable Object> CorralFuture<T> withPermit(Task<T> task) {
    return Waits.root().hold(Granting.acquiring(engine), task);
  }

  /**
   * Adds a permit, which need not have been acquired: a signal for one acquisition.
   *
   * @throws IllegalStateException if a bounded semaphore has all its permits, or any other has
   *     2,147,483,647
   */
  public void release() {
    engine.release();
  }

  /** {@return how many permits can be had without waiting} */
  public int available() {
    return engine.getAvailable();
  }

  /** {@return how it stands at this moment} */
  public SemaphoreStatistics statistics() {
    var seen = engine.statistics();
    return new SemaphoreStatistics(seen.getAvailable(), seen.getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
