package dev.corral.samples.guides.testing;

import dev.corral.Permit;
import dev.corral.sync.AsyncLock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Loads each value once; or is meant to, unless it holds the lock meanwhile. */
final class Cache {
  private final AsyncLock lock = new AsyncLock("cache");
  private final Map<String, Integer> values = new HashMap<>();

  @SuppressWarnings("try") // the permit is there to be closed
  int get(String key, Callable<Integer> loader) throws Exception {
    try (Permit permit = lock.acquireBlocking()) {
      Integer known = values.get(key);
      if (known != null) {
        return known;
      }
    }
    int loaded = loader.call();
    try (Permit permit = lock.acquireBlocking()) {
      values.put(key, loaded);
    }
    return loaded;
  }

  @SuppressWarnings("try") // the permit is there to be closed
  int getHoldingOn(String key, Callable<Integer> loader) throws Exception {
    try (Permit permit = lock.acquireBlocking()) {
      Integer known = values.get(key);
      if (known == null) {
        known = loader.call();
        values.put(key, known);
      }
      return known;
    }
  }
}
