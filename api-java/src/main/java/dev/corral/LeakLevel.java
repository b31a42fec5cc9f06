package dev.corral;

/**
 * Of how much that has to be closed note is taken, to tell of what was not: see {@link
 * CorralConfig#trackingLeaks}.
 *
 * <pre>{@code
 * CorralConfig inProduction =
 *     CorralConfig.defaults()
 *         .trackingLeaks(LeakLevel.SAMPLED)
 *         .leaksOlderThan(Duration.ofMinutes(10));
 * }</pre>
 *
 * <p>For each thing that is noted its stack is, which costs a microsecond or more. Where it is off
 * it costs nothing.
 */
public enum LeakLevel {
  /** Of nothing. */
  OFF,

  /** Of one thing in 64, chosen at random: for production, where a leak happens again. */
  SAMPLED,

  /** Of everything: for tests. */
  ALL
}
