package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits of which is known who has them, and which can be changed.
 *
 * <pre>{@code
 * CapacityLimiter connections = new CapacityLimiter(8, "connections");
 * CorralFuture<List<Order>> rows = connections.withPermit(Task.blocking(() -> orders.of(id)));
 * }</pre>
 *
 * <p>First come, first served. A permit is lent to the task that acquires it, or to any object on
 * whose behalf that is done, told by its identity; nobody has two, or has one and waits for
 * another. Who needs more borrows on behalf of as many objects. Outside any task a permit is lent
 * to nobody, as often as it is asked for. It stays lent to that borrower, also when its task has
 * ended, until it is closed. Where it does not matter who has what, an {@link AsyncSemaphore} does.
 *
 * <p>What came before a permit was given back happens-before the acquisition that gets it is done.
 * Safe for use by many threads; Kotlin callers share it by {@code asKotlin()}.
 */
public final class CapacityLimiter {
  final dev.corral.engine.sync.CapacityLimiter engine;

  /**
   * A limiter without a name.
   *
   * @param total how many permits there are, at least 1
   * @throws IllegalArgumentException if {@code total} is less than 1
   */
  public CapacityLimiter(int total) {
    this(new dev.corral.engine.sync.CapacityLimiter(total, null));
  }

  /**
   * A limiter.
   *
   * @param total how many permits there are, at least 1
   * @param name for messages and diagnostics
   * @throws IllegalArgumentException if {@code total} is less than 1
   */
  public CapacityLimiter(int total, String name) {
    this(new dev.corral.engine.sync.CapacityLimiter(total, requireNonNull(name, "name")));
  }

  CapacityLimiter(dev.corral.engine.sync.CapacityLimiter engine) {
    this.engine = engine;
  }

  /**
   * Waits until a permit can be lent to the current task, and takes it. Cancelled, the future is
   * done on the spot and nothing was taken; in a cancelled task nothing is taken.
   *
   * @return done with the permit
   * @throws IllegalStateException if the current task has a permit, or waits for one
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
   * @throws IllegalStateException if the current task has a permit, or waits for one
   */
  public Permit acquireBlocking() throws InterruptedException {
    return Waits.root().acquireBlocking(Granting.acquiring(engine));
  }

  /**
   * Takes a permit for the current task if there is one, without waiting; empty if there is none.
   *
   * @return the permit; empty if there is none to be had
   * @throws IllegalStateException if the current task has a permit, or waits for one
   */
  public Optional<Permit> tryAcquire() {
    return Waits.root().permitOrNot(engine.tryAcquire());
  }

  /**
   * As {@link #acquire}, for {@code timeout} at most: then done, empty.
   *
   * @param timeout zero or less does not wait
   * @return the permit; empty if the time was up
   * @throws IllegalStateException if the current task has a permit, or waits for one
   */
  public CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return Waits.root().acquireWithin(Granting.acquiring(engine), timeout);
  }

  /**
   * Runs {@code task} with a permit, and gives it back when the task, and whatever it began, has
   * ended. Cancelled while it waits, the future is done on the spot; cancelled after that, when the
   * task has ended.
   *
   * <p>The borrower is this run, under the name of the task that asks for it, which may begin as
   * many of them as it likes while it has no permit itself.
   *
   * @param task begins on the calling thread if there is a permit, else on a worker
   * @param <T> its result
   * @return ends as the task does
   * @throws IllegalStateException if the current task has a permit, or waits for one
   */
  public <T extends @Nullable Object> CorralFuture<T> withPermit(Task<T> task) {
    return Waits.root().hold(Granting.acquiring(engine), task);
  }

  /**
   * As {@link #acquire}, for {@code borrower} in place of the current task.
   *
   * @param borrower any object; told from others by identity
   * @return what {@link #acquire} returns
   * @throws IllegalStateException if {@code borrower} has a permit, or waits for one
   */
  public CorralFuture<Permit> acquireOnBehalfOf(Object borrower) {
    return Waits.root().acquire(Granting.acquiring(engine, requireNonNull(borrower, "borrower")));
  }

  /**
   * As {@link #tryAcquire()}, for {@code borrower} in place of the current task.
   *
   * @param borrower any object; told from others by identity
   * @return the permit; empty if the time was up
   * @throws IllegalStateException if {@code borrower} has a permit, or waits for one
   */
  public Optional<Permit> tryAcquireOnBehalfOf(Object borrower) {
    return Waits.root()
        .permitOrNot(engine.tryAcquireOnBehalfOf(requireNonNull(borrower, "borrower")));
  }

  /**
   * As {@link #acquireOnBehalfOf}, for {@code timeout} at most: then done, empty.
   *
   * @param borrower any object; told from others by identity
   * @param timeout zero or less does not wait
   * @return the permit; empty if the time was up
   * @throws IllegalStateException if {@code borrower} has a permit, or waits for one
   */
  public CorralFuture<Optional<Permit>> tryAcquireOnBehalfOf(Object borrower, Duration timeout) {
    return Waits.root()
        .acquireWithin(Granting.acquiring(engine, requireNonNull(borrower, "borrower")), timeout);
  }

  /**
   * Gives back the permit that was acquired on behalf of {@code borrower}.
   *
   * @param borrower the same object that it was acquired for
   * @throws IllegalStateException if {@code borrower} has none
   */
  public void releaseOnBehalfOf(Object borrower) {
    engine.releaseOnBehalfOf(requireNonNull(borrower, "borrower"));
  }

  /** {@return how many permits there are} */
  public int total() {
    return engine.getTotal();
  }

  /**
   * Changes how many permits there are. With more of them, those who wait are served at once; with
   * fewer, nothing is taken away, and nothing lent until fewer than that are out.
   *
   * @param total at least 1
   * @throws IllegalArgumentException if {@code total} is less than 1
   */
  public void setTotal(int total) {
    engine.setTotal(total);
  }

  /** {@return how many permits are lent: more than {@link #total} if that was lowered} */
  public int borrowed() {
    return engine.getBorrowed();
  }

  /** {@return how many permits can be had without waiting} */
  public int available() {
    return engine.getAvailable();
  }

  /** {@return who has a permit, those who have had it longest first} */
  public List<Borrower> borrowers() {
    return engine.borrowers().stream().map(Borrower::of).toList();
  }

  /** {@return how it stands at this moment} */
  public CapacityStatistics statistics() {
    var seen = engine.statistics();
    return new CapacityStatistics(seen.getTotal(), seen.getBorrowed(), seen.getWaiting());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
