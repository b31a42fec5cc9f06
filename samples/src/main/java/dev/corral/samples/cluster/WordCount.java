package dev.corral.samples.cluster;

import dev.corral.CorralFuture;
import dev.corral.pool.ExecutorPool;
import dev.corral.pool.Pool;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Counts in Java. What is sent to a member is the name of the function and the address of the page;
 * the rest, the function's class too, it has to have itself.
 */
public final class WordCount implements WordCounter {
  private final Pool pool;

  /** Has this executor count. */
  public WordCount(ExecutorService executor) {
    pool = ExecutorPool.of(executor);
  }

  @Override
  public CorralFuture<List<Integer>> count(Iterable<URI> pages) {
    return pool.map(pages, AT_ONCE, Page::words);
  }

  @Override
  public CorralFuture<Integer> count(URI page) {
    return pool.run(() -> Page.words(page));
  }

  @Override
  public void close() {
    pool.closeNow();
  }
}
