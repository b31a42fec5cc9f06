package dev.corral.samples.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the members of a cluster say, in that order. Safe for use by many threads. */
public final class Journal {
  static final String JOINED = "joined";
  static final String KILLED = "killed";
  static final String BEGUN = "begun ";
  static final String ENDED = "ended ";
  static final String INTERRUPTED = "interrupted ";

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<Long, List<String>> lines = new TreeMap<>();

  synchronized void add(long pid, String line) {
    lines.computeIfAbsent(pid, member -> new ArrayList<>()).add(line);
    notifyAll();
  }

  /** What this member has said. */
  synchronized List<String> of(long pid) {
    return List.copyOf(lines.getOrDefault(pid, List.of()));
  }

  /** How often members have said this. */
  public synchronized long count(String line) {
    return lines.values().stream().flatMap(List::stream).filter(line::equals).count();
  }

  /** How many pages members have ended. */
  public synchronized int ended() {
    return lines.keySet().stream().mapToInt(pid -> said(pid, ENDED).size()).sum();
  }

  /** The pages that this member has begun. */
  public synchronized List<String> begun(long pid) {
    return said(pid, BEGUN);
  }

  /** The pages that this member is at, or was when it was killed. */
  public synchronized List<String> unfinished(long pid) {
    List<String> pages = new ArrayList<>(begun(pid));
    said(pid, ENDED).forEach(pages::remove);
    said(pid, INTERRUPTED).forEach(pages::remove);
    return pages;
  }

  /** The member that is at this page. */
  synchronized long at(String page) {
    return lines.keySet().stream()
        .filter(pid -> unfinished(pid).contains(page))
        .findFirst()
        .orElseThrow();
  }

  private List<String> said(long pid, String what) {
    return of(pid).stream()
        .filter(line -> line.startsWith(what))
        .map(line -> line.substring(what.length()))
        .toList();
  }

  /** Waits until members have ended so many pages. Blocks. */
  public synchronized void awaitEnded(int pages) throws InterruptedException {
    await(() -> ended() >= pages);
  }

  /** Waits until a member has its hands full. Blocks. */
  public synchronized long awaitBusy() throws InterruptedException {
    await(() -> lines.keySet().stream().anyMatch(this::isBusy));
    return lines.keySet().stream().filter(this::isBusy).findFirst().orElseThrow();
  }

  private boolean isBusy(long pid) {
    return unfinished(pid).size() == Member.HANDS && !of(pid).contains(KILLED);
  }

  /** Waits until members have said this so often. Blocks. */
  public synchronized void awaitSaid(String line, long times) throws InterruptedException {
    await(() -> count(line) >= times);
  }

  synchronized void awaitJoined(Collection<Long> pids) throws InterruptedException {
    await(() -> pids.stream().allMatch(pid -> of(pid).contains(JOINED)));
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long left = PATIENCE_NANOS - (System.nanoTime() - start);
      if (left <= 0) {
        throw new IllegalStateException("waited for in vain; so far " + lines);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
