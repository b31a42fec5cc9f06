package dev.corral.samples.cluster;

import dev.corral.CorralFuture;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Has the words of pages counted elsewhere, in one language or the other. */
public interface WordCounter extends AutoCloseable {
  /** So many pages are being counted at once, at most. */
  int AT_ONCE = 9;

  /**
   * Counts the words of each page.
   *
   * @param pages taken from when there is room for one more
   * @return in the order of the pages; cancelled, has the jobs interrupted wherever they are
   */
  CorralFuture<List<Integer>> count(Iterable<URI> pages);

  /** Counts the words of one. */
  CorralFuture<Integer> count(URI page);

  /** Cancels what is being counted, and waits until that has stopped. The executor goes on. */
  @Override
  void close();

  /** What makes a counter. */
  @FunctionalInterface
  interface Maker {
    /** One whose jobs run where this executor runs them. */
    WordCounter make(ExecutorService executor);
  }
}
