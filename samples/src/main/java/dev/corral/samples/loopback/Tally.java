package dev.corral.samples.loopback;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How many requests the servers saw, and how those ended. Safe for use by many threads. */
public final class Tally {
  private static final long PATIENCE_MILLIS = SECONDS.toMillis(10);

  private final Map<End, Integer> ends = new EnumMap<>(End.class);
  private int asked;
  private int open;
  private int mostOpen;

  /** Begins anew. */
  public synchronized void clear() {
    ends.clear();
    asked = 0;
    mostOpen = open;
  }

  synchronized void asked() {
    asked++;
    open++;
    mostOpen = Math.max(mostOpen, open);
    notifyAll();
  }

  synchronized void ended(End end) {
    ends.merge(end, 1, Integer::sum);
    open--;
    notifyAll();
  }

  /** Waits until the servers have been asked so often. Blocks. */
  public synchronized void awaitAsked(int requests) throws InterruptedException {
    await(() -> asked >= requests);
  }

  /** Waits until every request has ended. Blocks. */
  public synchronized Tally awaitQuiet() throws InterruptedException {
    await(() -> open == 0);
    return this;
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long left = PATIENCE_MILLIS - (System.nanoTime() - start) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException("waited for in vain; so far " + this);
      }
      wait(left);
    }
  }

  /** How many requests came in. */
  public synchronized int requests() {
    return asked;
  }

  /** How many requests ended so. */
  public synchronized int of(End end) {
    return ends.getOrDefault(end, 0);
  }

  /** How many requests were open at once, at most. */
  public synchronized int mostAtOnce() {
    return mostOpen;
  }

  /** For people: "3 asked, 1 answered, 2 aborted". */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder(asked + " asked");
    ends.forEach(
        (end, count) -> text.append(", " + count + " " + end.name().toLowerCase(Locale.ROOT)));
    return text.toString();
  }

  /** How a request ended, as the server saw it. */
  public enum End {
    ANSWERED,
    FAILED,
    ABORTED
  }
}
