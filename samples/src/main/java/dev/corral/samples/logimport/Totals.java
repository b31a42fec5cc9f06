package dev.corral.samples.logimport;

/**
 * What entries come to.
 *
 * @param entries how many they are
 * @param millis how long their requests took, in all
 */
public record Totals(long entries, long millis) {
  /** For people. */
  @Override
  public String toString() {
    return entries + " entries of " + millis + " ms";
  }
}
