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
 * A lock that many tasks hold at a time to read, or one to write.
 *
 * <pre>{@code
 * AsyncReadWriteLock index = new AsyncReadWriteLock("index");
 * CorralFuture<String> row = index.read().withLock(Task.compute(() -> rows.getOrDefault(7, "none")));
 * CorralFuture<String> old = index.write().withLock(Task.compute(() -> rows.put(7, "seven")));
 * }</pre>
 *
 * <p>Strictly first come, first served: readers that are next to each other in line are let in
 * together, and one that comes after a waiting writer waits behind it, so neither side starves the
 * other. A task that holds either side cannot acquire any side: it would wait for itself, or make a
 * writer in line wait for both. There is no way to turn one side into the other. Where nobody only
 * reads, {@link AsyncLock} is simpler and quicker.
 *
 * <p>If a task that writes ends and does not hand its permit on as its value, those who wait fail,
 * with the name of that task, until the permit is closed; if one that reads does, the writers that
 * wait do. Outside any task nobody is asked who they are.
 *
 * <p>What a writer did happens-before the next acquisition is done, and what a reader did before
 * that of the next writer. Safe for use by many threads; Kotlin callers share it by {@code
 * asKotlin()}.
 */
public final class AsyncReadWriteLock {
  final dev.corral.engine.sync.AsyncReadWriteLock engine;
  private final Side read;
  private final Side write;

  /** A lock without a name. */
  public AsyncReadWriteLock() {
    this(new dev.corral.engine.sync.AsyncReadWriteLock(null));
  }

  /**
   * A lock.
   *
   * @param name for messages and diagnostics
   */
  public AsyncReadWriteLock(String name) {
    this(new dev.corral.engine.sync.AsyncReadWriteLock(requireNonNull(name, "name")));
  }

  AsyncReadWriteLock(dev.corral.engine.sync.AsyncReadWriteLock engine) {
    this.engine = engine;
    this.read = new Side(engine.getRead());
    this.write = new Side(engine.getWrite());
  }

  /** {@return the side to hold it together with other readers} */
  public Side read() {
    return read;
  }

  /** {@return the side to hold it alone} */
  public Side write() {
    return write;
  }

  /** {@return how it stands at this moment} */
  public ReadWriteLockStatistics statistics() {
    var seen = engine.statistics();
    return new ReadWriteLockStatistics(
        seen.getReaders(),
        seen.isWriting(),
        Optional.ofNullable(seen.getWriter()),
        seen.getWaitingReaders(),
        seen.getWaitingWriters());
  }

  @Override
  public String toString() {
    return engine.toString();
  }

  /**
   * One side of an {@link AsyncReadWriteLock}.
   *
   * <p>What the lock says of order, ownership and memory holds for both.
   */
  public static final class Side {
    private final dev.corral.engine.sync.AsyncReadWriteLock.Side engine;

    Side(dev.corral.engine.sync.AsyncReadWriteLock.Side engine) {
      this.engine = engine;
    }

    /**
     * Waits until the lock can be held so, and acquires it. Cancelled, the future is done on the
     * spot, nothing was acquired, and those behind it are let in if it stood in their way; in a
     * cancelled task nothing is acquired.
     *
     * @return done with the permit; its failure is an {@link IllegalStateException} if a holder
     *     that is waited for has ended without releasing it
     * @throws IllegalStateException if the current task holds the lock
     */
    public CorralFuture<Permit> acquire() {
      return Waits.root().acquire(Granting.acquiring(engine));
    }

    /**
     * As {@link #acquire}, blocking the calling thread. An interrupt, or the cancellation of the
     * task whose code this is, ends the wait.
     *
     * @return the permit
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws CancellationException if the current task is cancelled
     * @throws IllegalStateException if the current task holds the lock, or if a holder that is
     *     waited for has ended without releasing it
     */
    public Permit acquireBlocking() throws InterruptedException {
      return Waits.root().acquireBlocking(Granting.acquiring(engine));
    }

    /**
     * Acquires the lock if that needs no wait, and nobody is in line before the caller; empty
     * otherwise.
     *
     * @return the permit; empty if there is none to be had
     * @throws IllegalStateException if the current task holds the lock
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
     * Runs {@code task} with the lock acquired, and releases it when the task, and whatever it
     * began, has ended. Cancelled while it waits, the future is done on the spot; cancelled after
     * that, when the task has ended.
     *
     * @param task begins on the calling thread if there is nobody to wait for, else on a worker
     * @param <T> its result
     * @return ends as the task does
     * @throws IllegalStateException if the current task holds the lock
     */
    public <T extends @Nullable Object> CorralFuture<T> withLock(Task<T> task) {
      return Waits.root().hold(Granting.acquiring(engine), task);
    }

    @Override
    public String toString() {
      return engine.toString();
    }
  }
}
