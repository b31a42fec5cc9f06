package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import java.time.Duration;

/**
 * A point in monotonic time, or {@link #NONE}. Immutable.
 *
 * <p>Its time is that of the clock of the task that made it, else of the default one; deadlines of
 * different clocks must not be compared.
 */
public final class Deadline implements Comparable<Deadline> {
  /** Never passes. */
  public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /**
   * The time {@code duration} from now; now, if it is zero or negative.
   *
   * @param duration how long from now; too long for 292 years is {@link #NONE}
   */
  public static Deadline after(Duration duration) {
    return ofNanos(Bridge.after(requireNonNull(duration, "duration")));
  }

  static Deadline ofNanos(long nanos) {
    return nanos == Long.MAX_VALUE ? NONE : new Deadline(nanos);
  }

  boolean isNone() {
    return nanos == Long.MAX_VALUE;
  }

  long nanos() {
    return nanos;
  }

  /** The time that is left: zero once it has passed, about 292 years for {@link #NONE}. */
  public Duration remaining() {
    return isNone()
        ? Duration.ofNanos(Long.MAX_VALUE)
        : Duration.ofNanos(Math.max(0, nanos - Bridge.now()));
  }

  /** Whether it has passed. */
  public boolean isExpired() {
    return !isNone() && nanos <= Bridge.now();
  }

  /**
   * The earlier of the two.
   *
   * @param other the other deadline
   */
  public Deadline earliest(Deadline other) {
    return requireNonNull(other, "other").nanos < nanos ? other : this;
  }

  @Override
  public int compareTo(Deadline other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Deadline deadline && deadline.nanos == nanos;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(nanos);
  }

  @Override
  public String toString() {
    return isNone() ? "Deadline.NONE" : "Deadline[in " + remaining() + "]";
  }
}
