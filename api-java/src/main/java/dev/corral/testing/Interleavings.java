package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import dev.corral.Action;
import dev.corral.engine.bridge.Exploring;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs a body over and over, each time with what Corral hands over in another order, until a run
 * fails; immutable.
 *
 * <pre>{@code
 * Interleavings.runs(1_000).explore(() -> {
 *   Account account = new Account();
 *   TaskGroup.runAll(group -> {
 *     group.spawnAction(() -> account.deposit(1));
 *     group.spawnAction(() -> account.deposit(1));
 *   }).join();
 *   assertEquals(2, account.balance());
 * });
 * }</pre>
 *
 * <p>In a run only one piece of code runs at a time: a task, a callback, a timer. Another one is
 * chosen, at random among all that are ready, wherever one ends or waits, and wherever a lock, a
 * permit, an element or the like is asked for, also if it is free; and at each {@link
 * #switchPoint}. So what is found are wrong orders of such pieces, not what goes wrong inside of
 * one, as a race between two plain writes does. The same seed is the same run, if the body does
 * nothing that differs from run to run: what it begins must run on Corral's threads, wait through
 * Corral, which {@link java.util.concurrent.CountDownLatch} does not, and ask no other clock.
 *
 * <p>Time is virtual: it stands still while something is ready, then it jumps to the next timer.
 *
 * <p>A run fails if the body does, if it cannot end because everybody waits (a deadlock), if it
 * goes on for ever, or if it leaves a task behind or a failure that nobody looked at. The body is a
 * blocking task; it must begin anew with everything that it uses. The first run that fails ends the
 * exploration with an {@link InterleavingError} that says its seed. With the system property {@code
 * dev.corral.interleavings.seed} set to that, every exploration does the run with that seed alone.
 */
public final class Interleavings {
  private final int runs;
  private final @Nullable Long seed;
  private final boolean timersRace;

  private Interleavings(int runs, @Nullable Long seed, boolean timersRace) {
    this.runs = runs;
    this.seed = seed;
    this.timersRace = timersRace;
  }

  /**
   * So many runs; the first one's seed differs each time.
   *
   * @param runs at least 1
   * @return such an exploration
   */
  public static Interleavings runs(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("runs: " + runs + " is less than 1");
    }
    return new Interleavings(runs, null, false);
  }

  /**
   * The one run that {@code seed} stands for.
   *
   * @param seed as an {@link InterleavingError} said it
   * @return such an exploration
   */
  public static Interleavings replaying(long seed) {
    return new Interleavings(1, seed, false);
  }

  /**
   * With {@code seed} for the first run, and the numbers that follow for those after it.
   *
   * @param seed any number
   * @return such an exploration
   */
  public Interleavings fromSeed(long seed) {
    return new Interleavings(runs, seed, timersRace);
  }

  /**
   * With time that may also go on while something is ready, as if that were slow: finds what a
   * time-out can meet, but then every time-out may fire.
   *
   * @return such an exploration
   */
  public Interleavings racingTimers() {
    return new Interleavings(runs, seed, true);
  }

  /**
   * Does the runs, each on an engine of its own, and blocks until they are done.
   *
   * @param body called once for each run, as a blocking task
   * @throws InterleavingError for the first run that fails
   */
  public void explore(Action body) {
    requireNonNull(body, "body");
    String race = timersRace ? ".racingTimers()" : "";
    var failed =
        Exploring.firstFailure(
            runs,
            seed,
            timersRace,
            each -> "Interleavings.replaying(" + each + "L)" + race,
            callable(body));
    if (failed != null) {
      throw new InterleavingError(
          failed.getSeed(), requireNonNull(failed.getMessage()), failed.getCause());
    }
  }

  /** Lets another piece run first, in a run of an exploration; does nothing anywhere else. */
  public static void switchPoint() {
    Exploring.switchPoint();
  }

  static Callable<@Nullable Void> callable(Action action) {
    return () -> {
      action.run();
      return null;
    };
  }

  @Override
  public String toString() {
    return "Interleavings["
        + runs
        + " runs"
        + (seed == null ? "" : ", from seed " + seed)
        + (timersRace ? ", racing timers" : "")
        + "]";
  }
}
