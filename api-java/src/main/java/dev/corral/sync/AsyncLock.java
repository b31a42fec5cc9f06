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
 * A lock that one task holds at a time, for critical sections that wait.
 *
 * <pre>{@code
 * AsyncLock accounts = new AsyncLock("accounts");
 * CorralFuture<String> receipt = accounts.withLock(() -> transfer("from", "to"));
 * }</pre>
 *
 * <p>First come, first served. It is held by the task that acquired it, and its permit is the
 * proof: whoever has that may release it. The same task cannot acquire it again, which would wait
 * for itself: see {@link AsyncReentrantLock}. For many that only read at a time there is {@link
 * AsyncReadWriteLock}. If the task that holds it ends and does not hand its permit on as its value,
 * those who wait fail, with the name of that task, until the permit is closed. Outside any task
 * nobody is asked who they are.
 *
 * <p>What a holder did happens-before the next acquisition is done. Safe for use by many threads;
 * Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncLock {
  final dev.corral.engine.sync.AsyncLock engine;

  /** A lock without a name. */
  public AsyncLock() {
    this(new dev.corral.engine.sync.AsyncLock(null));
  }

  /**
   * A lock.
   *
   * @param name for messages and diagnostics
   */
  public AsyncLock(String name) {
    this(new dev.corral.engine.sync.AsyncLock(requireNonNull(name, "name")));
  }

  AsyncLock(dev.corral.engine.sync.AsyncLock engine) {
    this.engine = engine;
  }

  /**
   * Waits until the lock is free, or given to the caller by the one before. Cancelled, the future
   * is done on the spot and nothing was acquired; in a cancelled task nothing is acquired.
   *
   * @return done with the permit; its failure is an {@link IllegalStateException} if the lock's
   *     holder has ended without releasing it
   * @throws IllegalStateException if the current task holds the lock
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
   * @throws IllegalStateException if the current task holds the lock, or if its holder has ended
   *     without releasing it
   */
  public Permit acquireBlocking() throws InterruptedException {
    return Waits.root().acquireBlocking(Granting.acquiring(engine));
  }

  /**
   * Acquires the lock if it is free, without waiting; empty if it is not.
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
   * @throws IllegalStateException if the current task holds the lock
   */
  public CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return Waits.root().acquireWithin(Granting.acquiring(engine), timeout);
  }

  /**
   * Runs {@code task} with the lock acquired, and releases it when the task, and whatever it began,
   * has ended. Cancelled while it waits, the future is done on the spot; cancelled after that, when
   * the task has ended.
   *
   * @param task begins on the calling thread if the lock is free, else on a worker
   * @param <T> its result
   * @return ends as the task does
   * @throws IllegalStateException if the current task holds the lock
   */
  public <T extends @Nullable Object> CorralFuture<T> withLock(Task<T> task) {
    return Waits.root().hold(Granting.acquiring(engine), task);
  }

  /**
   * Releases the lock, which the current task, or one around it, acquired.
   *
   * @throws IllegalStateException if another task holds the lock, or nobody does
   */
  public void release() {
    engine.release();
  }

  /**
   * {@return a condition that tasks wait for while they hold this lock, which others get meanwhile}
   */
  public AsyncCondition newCondition() {
    return new AsyncCondition(engine.newCondition());
  }

  /** {@return whether somebody holds it} */
  public boolean isLocked() {
    return engine.isLocked();
  }

  /** {@return how it stands at this moment} */
  public LockStatistics statistics() {
    var seen = engine.statistics();
    return new LockStatistics(
        seen.isLocked(), Optional.ofNullable(seen.getOwner()), seen.getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
