package dev.corral.samples.ratelimit;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What came of a search for places. Safe for use by many threads. */
public final class Findings {
  private final Map<String, String> found = new ConcurrentSkipListMap<>();
  private final Map<String, Throwable> missed = new ConcurrentSkipListMap<>();
  private final AtomicInteger attempts = new AtomicInteger();

  /** The server was asked once more. */
  public void tried() {
    attempts.incrementAndGet();
  }

  /** A place was found. */
  public void found(String place, String where) {
    found.put(place, where);
  }

  /** A place was not found. */
  public void missed(String place, Throwable why) {
    missed.put(place, why);
  }

  /** Where the places are that were found. */
  public Map<String, String> found() {
    return found;
  }

  /** Why the others were not. */
  public Map<String, Throwable> missed() {
    return missed;
  }

  /** How often the server was asked. */
  public int attempts() {
    return attempts.get();
  }

  /** For people. */
  @Override
  public String toString() {
    return found.size() + " found in " + attempts + " attempts, but not " + missed.keySet();
  }
}
