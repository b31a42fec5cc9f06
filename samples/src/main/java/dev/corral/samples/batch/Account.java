package dev.corral.samples.batch;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What came of each request of a batch. Safe for use by many threads. */
public final class Account {
  private final Map<Integer, String> prices = new ConcurrentSkipListMap<>();
  private final Map<Integer, Throwable> failures = new ConcurrentSkipListMap<>();

  /** There is a price. */
  public void answered(int product, String price) {
    prices.put(product, price);
  }

  /** There is none. */
  public void failed(int product, Throwable error) {
    failures.put(product, error);
  }

  /** The prices that there are, by product. */
  public Map<Integer, String> prices() {
    return prices;
  }

  /** Why there are no others, by product. */
  public Map<Integer, Throwable> failures() {
    return failures;
  }

  /** For people. */
  @Override
  public String toString() {
    return prices.size() + " prices, none of " + failures.keySet();
  }
}
