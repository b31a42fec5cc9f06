package dev.corral.samples.lifecycle;

import java.util.ArrayList;
import java.util.List;

/** What the services tell of themselves, in the order in which it happened. For many threads. */
public final class Journal {
  private final List<String> entries = new ArrayList<>();

  /** One more. */
  public synchronized void add(String entry) {
    entries.add(entry);
  }

  /** Begins anew. */
  public synchronized void clear() {
    entries.clear();
  }

  /** For people: what is told so far. */
  @Override
  public synchronized String toString() {
    return String.join(", ", entries);
  }
}
