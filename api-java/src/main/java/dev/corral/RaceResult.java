package dev.corral;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of a race.
 *
 * <pre>{@code
 * RaceResult<Quote> first =
 *     Corral.raceIndexed(() -> mirrorA.fetch(id), () -> mirrorB.fetch(id)).join();
 * log.info("mirror " + first.index() + " was first, " + first.cancelled() + " cancelled");
 * }</pre>
 *
 * @param value what the first task returned
 * @param index which of the tasks that was, counted from 0
 * @param elapsed from the start until it completed
 * @param cancelled how many of the others had not completed, and were cancelled or did not begin
 * @param <T> the value's type
 */
public record RaceResult<T extends @Nullable Object>(
    T value, int index, Duration elapsed, int cancelled) {
  /**
   * Checks its arguments.
   *
   * @param value what the first task returned
   * @param index which of the tasks that was, counted from 0
   * @param elapsed from the start until it completed
   * @param cancelled how many of the others had not completed, and were cancelled or did not begin
   */
  public RaceResult {
    requireNonNull(elapsed, "elapsed");
  }
}
