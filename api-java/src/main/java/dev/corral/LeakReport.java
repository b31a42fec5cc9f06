package dev.corral;

import dev.corral.engine.kernel.Leak;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that was to be closed, or looked at, and was not; or not yet. Its text says all of it.
 *
 * <pre>{@code
 * CorralConfig inTests =
 *     CorralConfig.defaults()
 *         .trackingLeaks(LeakLevel.ALL)
 *         .onLeak((LeakReport leak) -> log.info(leak.cause() + ": " + leak.kind() + " " + leak.name()));
 * }</pre>
 *
 * @param cause what is wrong with it
 * @param kind what it is, such as "permit"; see {@link CorralConfig#trackingLeaks}
 * @param name which one
 * @param age for how long it had been open
 * @param site where it was made, the innermost frame first
 * @param failure what nobody has looked at, if it is a future
 */
public record LeakReport(
    Cause cause,
    String kind,
    String name,
    Duration age,
    List<StackTraceElement> site,
    Optional<Throwable> failure) {
  /**
   * Copies the list.
   *
   * @param cause what is wrong with it
   * @param kind what it is, such as "permit"
   * @param name which one
   * @param age for how long it had been open
   * @param site where it was made, the innermost frame first
   * @param failure what nobody has looked at, if it is a future
   */
  public LeakReport {
    site = List.copyOf(site);
  }

  static LeakReport of(Leak leak) {
    return new LeakReport(
        Cause.valueOf(leak.cause.name()),
        leak.kind,
        leak.name,
        Duration.ofNanos(leak.age),
        leak.site,
        Optional.ofNullable(leak.failure));
  }

  /** What is wrong with it. */
  public enum Cause {
    /** It was dropped: nobody can close it, or look at it, any more. */
    DROPPED,

    /** It has been open for longer than {@link CorralConfig#leaksOlderThan} says. */
    OLD
  }

  @Override
  public String toString() {
    return new Leak(
            Leak.Cause.valueOf(cause.name()), kind, name, age.toNanos(), site, failure.orElse(null))
        .toString();
  }
}
