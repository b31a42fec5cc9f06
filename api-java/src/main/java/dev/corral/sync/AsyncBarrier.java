package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;

/**
 * A point that a number of parties wait at until all of them have come; then it is there for the
 * next round.
 *
 * <pre>{@code
 * AsyncBarrier step = new AsyncBarrier(4);
 * CorralFuture<Void> allSteps = TaskGroup.runAll(group -> {
 *   for (int worker = 0; worker < 4; worker++) {
 *     group.spawn(() -> compute(slices).thenCompose(slice -> step.await()));
 *   }
 * });
 * }</pre>
 *
 * <p>A party that is cancelled, or whose time passes, leaves, and the others wait for another one
 * in its place: unlike with {@link java.util.concurrent.CyclicBarrier}, nothing is broken. {@link
 * #abort} breaks it, for everybody, until {@link #reset}. To wait for what happens once, see {@link
 * AsyncEvent}.
 *
 * <p>What each party did before it came happens-before the future of any of them is done. Safe for
 * use by many threads; Kotlin callers share it by {@code asKotlin()}.
 */
public final class AsyncBarrier {
  final dev.corral.engine.sync.AsyncBarrier engine;

  /**
   * A barrier without a name.
   *
   * @param parties how many have to come
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public AsyncBarrier(int parties) {
    this(new dev.corral.engine.sync.AsyncBarrier(parties, null));
  }

  /**
   * A barrier.
   *
   * @param parties how many have to come
   * @param name for messages and diagnostics
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public AsyncBarrier(int parties, String name) {
    this(new dev.corral.engine.sync.AsyncBarrier(parties, requireNonNull(name, "name")));
  }

  AsyncBarrier(dev.corral.engine.sync.AsyncBarrier engine) {
    this.engine = engine;
  }

  /**
   * Waits until all parties have come. Cancelled, the future is done on the spot and the party has
   * not come, unless the last one came first; a cancelled task does not come.
   *
   * @return done with the place in which this party came: 0 for the first of those that wait,
   *     {@code parties - 1} for the last, which does not wait; its failure is a {@link
   *     BrokenBarrierException} if the barrier is aborted, or is aborted or reset meanwhile
   */
  public CorralFuture<Integer> await() {
    return Waits.root().begin(Granting.arriving(engine), Integer.class::cast);
  }

  /**
   * As {@link #await()}, for {@code timeout} at most: then the party leaves, and the future is
   * done, empty.
   *
   * @param timeout zero or less does not wait
   * @return done with the place in which this party came; empty if the time was up
   */
  public CorralFuture<Optional<Integer>> await(Duration timeout) {
    return Waits.root().beginWithin(Granting.arriving(engine), timeout, Integer.class::cast);
  }

  /**
   * As {@link #await()}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait.
   *
   * @return what {@link #await()} returns
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   * @throws BrokenBarrierException if the barrier is aborted, or is aborted or reset meanwhile
   */
  public int awaitBlocking() throws InterruptedException, BrokenBarrierException {
    return Waits.root().<Integer>block(Granting.arriving(engine), Integer.class::cast);
  }

  /**
   * Breaks the barrier: those who wait fail, and so does whoever comes, until {@link #reset}.
   * Broken, it stays so.
   */
  public void abort() {
    engine.abort();
  }

  /**
   * Begins a new round: those who wait fail, and the barrier is not broken, whether it was or not.
   */
  public void reset() {
    engine.reset();
  }

  /** {@return whether it was aborted, and not reset since} */
  public boolean isBroken() {
    return engine.isBroken();
  }

  /** {@return how many have come and wait for the others} */
  public int waiting() {
    return engine.getWaiting();
  }

  /** {@return how many have to come} */
  public int parties() {
    return engine.getParties();
  }

  /** {@return how it stands at this moment} */
  public BarrierStatistics statistics() {
    var seen = engine.statistics();
    return new BarrierStatistics(seen.getParties(), seen.getWaiting(), seen.isBroken());
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
