package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.TimeoutHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * A point in monotonic time, or {@link #NONE}. Immutable.
 *
 * <pre>{@code
 * Deadline deadline = Deadline.after(Duration.ofSeconds(3));
 * User user = Corral.failAt(deadline, () -> users.find(id)).join();
 * List<Order> theirs = Corral.failAt(deadline, Task.blocking(() -> orders.of(id))).join();
 * }</pre>
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
   * {@return the time {@code duration} from now; now, if it is zero or negative}
   *
   * @param duration how long from now; too long for 292 years is {@link #NONE}
   */
  public static Deadline after(Duration duration) {
    return ofNanos(Bridge.after(requireNonNull(duration, "duration")));
  }

  /**
   * {@return the deadline that a request header stands for: so many milliseconds from now, as
   * {@link #toMillisHeader} writes it}
   *
   * @param header 1 to 18 ASCII digits, and nothing else; longer than 292 years is {@link #NONE}
   * @throws IllegalArgumentException if it is anything else
   */
  public static Deadline ofMillisHeader(String header) {
    return in(TimeoutHeader.ofMillis(requireNonNull(header, "header")));
  }

  /**
   * {@return the deadline that the value of gRPC's {@code grpc-timeout} stands for, counted from
   * now}
   *
   * @param header 1 to 8 ASCII digits and one of {@code H}, {@code M}, {@code S}, {@code m}, {@code
   *     u}, {@code n}; longer than 292 years is {@link #NONE}
   * @throws IllegalArgumentException if it is anything else
   */
  public static Deadline ofGrpcTimeout(String header) {
    return in(TimeoutHeader.ofGrpc(requireNonNull(header, "header")));
  }

  private static Deadline in(long nanos) {
    return after(Duration.ofNanos(nanos));
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

  /** {@return the time that is left: zero once it has passed, about 292 years for {@link #NONE}} */
  public Duration remaining() {
    return isNone() ? Duration.ofNanos(Long.MAX_VALUE) : Duration.ofNanos(left());
  }

  private long left() {
    return Math.max(0, nanos - Bridge.now());
  }

  /** {@return whether it has passed} */
  public boolean isExpired() {
    return !isNone() && nanos <= Bridge.now();
  }

  /**
   * {@return the whole milliseconds that are left, for a request header; {@code "0"} once it has
   * passed, empty for {@link #NONE}, of which a request says nothing} Rounded down, so no hop
   * lengthens it; what the request is under way is not counted.
   *
   * <pre>{@code
   * Corral.effectiveDeadline().toMillisHeader().ifPresent(ms -> request.put("X-Timeout-Ms", ms));
   * }</pre>
   */
  public Optional<String> toMillisHeader() {
    return isNone() ? Optional.empty() : Optional.of(TimeoutHeader.millis(left()));
  }

  /**
   * As {@link #toMillisHeader}, for gRPC's header {@code grpc-timeout}: at most eight digits and a
   * unit, such as {@code "1500000u"}, the smallest one that can say it.
   *
   * @return what {@link #toMillisHeader} returns
   */
  public Optional<String> toGrpcTimeout() {
    return isNone() ? Optional.empty() : Optional.of(TimeoutHeader.grpc(left()));
  }

  /**
   * {@return the earlier of the two}
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
