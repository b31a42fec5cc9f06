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
 * A lock that one task holds at a time, and may acquire again while it does.
 *
 * <pre>{@code
 * private final AsyncReentrantLock tree = new AsyncReentrantLock("tree");
 *
 * CorralFuture<Integer> insert(int key) {
 *   return tree.withLock(() -> size == 0 ? grow() : add(key));
 * }
 *
 * CorralFuture<Integer> grow() {
 *   return tree.withLock(() -> add(0)); // held already, by the same task
 * }
 * }</pre>
 *
 * <p>Each acquisition has a permit of its own; the lock is free when all are closed, in whatever
 * order. A holder goes ahead of those in line, who are served first come, first served. It is the
 * task that holds the lock, whatever thread it runs on, and what {@link #withLock} runs for a
 * holder: two of those that a holder begins run at the same time. Other children, spawned or begun
 * as operations such as {@code failAfter}, wait like anybody else, so a holder that waits for such
 * a child waits for ever. Outside any task there is nobody to acquire it again: each acquisition
 * waits for the one before.
 *
 * <p>If every task that holds it ends, and none hands its permits on as its value, those who wait
 * fail, with the name of one of them, until the permits are closed. Where no task asks again for
 * what it has, {@link AsyncLock} is simpler and quicker.
 *
 * <p>What a holder did happens-before the next acquisition is done. Safe for use by many threads;
 * Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncReentrantLock {
  final dev.corral.engine.sync.AsyncReentrantLock engine;

  /** A lock without a name. */
  public AsyncReentrantLock() {
    this(new dev.corral.engine.sync.AsyncReentrantLock(null));
  }

  /**
   * A lock.
   *
   * @param name for messages and diagnostics
   */
  public AsyncReentrantLock(String name) {
    this(new dev.corral.engine.sync.AsyncReentrantLock(requireNonNull(name, "name")));
  }

  AsyncReentrantLock(dev.corral.engine.sync.AsyncReentrantLock engine) {
    this.engine = engine;
  }

  /**
   * Waits until the lock is free, or given to the caller by the one before; not if the current task
   * holds it. Cancelled, the future is done on the spot and nothing was acquired; in a cancelled
   * task nothing is acquired.
   *
   * @return done with the permit; its failure is an {@link IllegalStateException} if those who hold
   *     the lock have ended without releasing it
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
   * @throws IllegalStateException if those who hold the lock have ended without releasing it
   */
  public Permit acquireBlocking() throws InterruptedException {
    return Waits.root().acquireBlocking(Granting.acquiring(engine));
  }

  /**
   * Acquires the lock if it is free or the current task holds it, without waiting; empty otherwise.
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
   * Runs {@code task} with the lock acquired, and releases it when the task, and whatever it began,
   * has ended. The task holds the lock and may acquire it again. Cancelled while it waits, the
   * future is done on the spot; cancelled after that, when the task has ended.
   *
   * @param task begins on the calling thread if the lock is free or the current task holds it, else
   *     on a worker
   * @param <T> its result
   * @return ends as the task does
   */
  public <T extends @Nullable Object> CorralFuture<T> withLock(Task<T> task) {
    return Waits.root().hold(Granting.acquiring(engine), task);
  }

  /** {@return whether somebody holds it} */
  public boolean isLocked() {
    return engine.isLocked();
  }

  /** {@return whether the current task holds it} */
  public boolean isHeldByCurrentTask() {
    return engine.isHeldByCurrentTask();
  }

  /**
   * For how often the current task acquired the lock and has not released it; in what {@link
   * #withLock} runs for a holder, those of the holder are counted too.
   *
   * @return how often
   */
  public int holdCount() {
    return engine.holdCount();
  }

  /** {@return how it stands at this moment} */
  public ReentrantLockStatistics statistics() {
    var seen = engine.statistics();
    return new ReentrantLockStatistics(
        Optional.ofNullable(seen.getOwner()), seen.getHolds(), seen.getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
