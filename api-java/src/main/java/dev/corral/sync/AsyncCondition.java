package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that the holder of a lock waits for, and that another holder brings about; made by
 * {@link AsyncLock#newCondition}.
 *
 * <pre>{@code
 * CorralFuture<Order> item =
 *     lock.withLock(() -> notEmpty.awaitUntil(() -> !items.isEmpty()).thenApply(x -> items.remove()));
 * }</pre>
 *
 * <p>Who waits lets others have the lock meanwhile, and holds it again, by the same permit, when
 * the wait is over, however that ended. Whoever calls any of this has to hold the lock: the current
 * task, or one around it; outside any task nobody is asked. A signal wakes those who wait in the
 * order in which they came; without anybody who waits it is lost. So wait for what is true, in a
 * loop, as {@link #awaitUntil} does: what was true at the signal may not be any more when the lock
 * is held again.
 *
 * <p>Unlike with every other wait, a future that is cancelled is not done on the spot, but when the
 * lock is held again. If the permit is closed while its holder waits, the holder does not come
 * back: the wait ends at once, and fails with an {@link IllegalStateException} unless it was
 * cancelled. If the task that holds the lock meanwhile ends without releasing it, the wait fails
 * with an {@link IllegalStateException} that names it.
 *
 * <p>What came before a signal happens-before the wait that it ends is done. Safe for use by many
 * threads; Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncCondition {
  final dev.corral.engine.sync.AsyncCondition engine;

  AsyncCondition(dev.corral.engine.sync.AsyncCondition engine) {
    this.engine = engine;
  }

  /**
   * Lets others have the lock, waits for a signal, and acquires the lock again. Cancelled, it
   * acquires it all the same, waiting for its turn, and is then done, cancelled; it has taken no
   * signal. If a signal came first, it cannot be cancelled. A cancelled task does not let go of the
   * lock.
   *
   * @return done when the lock is held again
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public CorralFuture<@Nullable Void> await() {
    return Waits.root().<@Nullable Void>begin(Granting.awaiting(engine), signalled -> null);
  }

  /**
   * As {@link #await()}, for {@code timeout} at most.
   *
   * @param timeout zero or less does not let go of the lock
   * @return done when the lock is held again, with whether there was a signal
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public CorralFuture<Boolean> await(Duration timeout) {
    return Waits.root().beginOr(Granting.awaiting(engine), timeout, false, signalled -> true);
  }

  /**
   * As {@link #await()}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait, when the lock is held again.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   * @throws IllegalStateException if the current task does not hold the lock; if, while it waits,
   *     the permit is closed, or the lock's holder ends without releasing it
   */
  public void awaitBlocking() throws InterruptedException {
    Waits.root().<@Nullable Void>block(Granting.awaiting(engine), signalled -> null);
  }

  /**
   * Waits until {@code predicate} is true, as {@link #await()} does, as often as necessary; not at
   * all if it is true already.
   *
   * @param predicate runs with the lock held, before each wait and after it: first on the calling
   *     thread, then on a worker
   * @return done when the lock is held and the predicate was true; fails as that does
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public CorralFuture<@Nullable Void> awaitUntil(BooleanSupplier predicate) {
    requireNonNull(predicate, "predicate");
    Granting.checkHeld(engine, "awaitUntil");
    return Waits.root().conduct("awaitUntil", scope -> Granting.until(scope, engine, predicate));
  }

  /**
   * Wakes the one who has waited longest, if there is one. Never waits: that one goes on when the
   * caller, and those in line before it, have released the lock.
   *
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signal() {
    engine.signal();
  }

  /**
   * Wakes those who have waited longest.
   *
   * @param count how many; all if they are fewer
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signal(int count) {
    engine.signal(count);
  }

  /**
   * Wakes all who wait.
   *
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signalAll() {
    engine.signalAll();
  }

  /** {@return how it stands at this moment} */
  public ConditionStatistics statistics() {
    return new ConditionStatistics(engine.statistics().getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
