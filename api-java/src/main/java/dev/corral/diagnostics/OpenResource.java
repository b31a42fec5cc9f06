package dev.corral.diagnostics;

import java.time.Duration;
import java.util.List;

/**
 * Something that is open, and has to be closed.
 *
 * <pre>{@code
 * for (OpenResource open : LeakTracker.live()) {
 *   log.info(open + ", made at " + open.site().stream().findFirst().orElse(null));
 * }
 * }</pre>
 *
 * @param kind what it is, such as "permit"
 * @param name which one
 * @param age for how long it has been open
 * @param site where it was made, the innermost frame first
 */
public record OpenResource(String kind, String name, Duration age, List<StackTraceElement> site) {
  /**
   * Copies the list.
   *
   * @param kind what it is, such as "permit"
   * @param name which one
   * @param age for how long it has been open
   * @param site where it was made, the innermost frame first
   */
  public OpenResource {
    site = List.copyOf(site);
  }

  @Override
  public String toString() {
    return kind + ": " + name + ", for " + age.toMillis() + " ms";
  }
}
