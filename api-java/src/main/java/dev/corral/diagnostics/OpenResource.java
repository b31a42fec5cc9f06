package dev.corral.diagnostics;

import java.time.Duration;
import java.util.List;

/**
 * Something that is open, and has to be closed.
 *
 * @param kind what it is, such as "permit"
 * @param name which one
 * @param age for how long it has been open
 * @param site where it was made, the innermost frame first
 */
public record OpenResource(String kind, String name, Duration age, List<StackTraceElement> site) {
  public OpenResource {
    site = List.copyOf(site);
  }

  @Override
  public String toString() {
    return kind + ": " + name + ", for " + age.toMillis() + " ms";
  }
}
