package dev.corral.samples.productpage;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What each party of one request did, told by itself: the backends tell what <em>they</em> saw of a
 * request that was given up. Safe for use by many threads.
 */
public final class Account {
  private static final long PATIENCE_MILLIS = SECONDS.toMillis(10);

  private final Map<Party, Long> startedAt = new EnumMap<>(Party.class);
  private final Set<Party> running = EnumSet.noneOf(Party.class);
  private final List<Entry> entries = new ArrayList<>();

  /** Begins a new account. */
  public synchronized void clear() {
    startedAt.clear();
    running.clear();
    entries.clear();
  }

  /** A party has begun its part. */
  public synchronized void started(Party party) {
    startedAt.put(party, System.nanoTime());
    running.add(party);
    notifyAll();
  }

  /** A party is done with its part; later words about the same part are ignored. */
  public synchronized void ended(Party party, Outcome outcome, String how) {
    if (running.remove(party)) {
      long millis = (System.nanoTime() - startedAt.get(party)) / 1_000_000;
      entries.add(new Entry(party, outcome, how, millis));
      notifyAll();
    }
  }

  /** Waits until these parties have begun. Blocks. */
  public synchronized void awaitStarted(Party... parties) throws InterruptedException {
    await(() -> startedAt.keySet().containsAll(Set.of(parties)));
  }

  /** Waits until every party that began is done. Blocks. */
  public synchronized void awaitQuiet() throws InterruptedException {
    await(running::isEmpty);
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

  /** What is told so far, in the order in which it happened. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** What became of a party's part. */
  public synchronized Optional<Outcome> outcomeOf(Party party) {
    return entries.stream().filter(entry -> entry.party == party).map(Entry::outcome).findFirst();
  }

  @Override
  public synchronized String toString() {
    return "Account[" + entries + ", running: " + running + "]";
  }

  /** Who takes part in a request. */
  public enum Party {
    CATALOGUE,
    STOCK,
    REVIEWS,
    SERVICE
  }

  /** How a part ended. */
  public enum Outcome {
    ANSWERED,
    FAILED,
    STOPPED
  }

  /**
   * One part that ended.
   *
   * @param how in the words of the party
   * @param millis from its start
   */
  public record Entry(Party party, Outcome outcome, String how, long millis) {}
}
