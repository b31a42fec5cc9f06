package dev.corral.samples.cluster;

import dev.corral.samples.loopback.Reply;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server of pages, which knows how often each was fetched. A page has as many words as its number
 * says. The first pages that it is asked for it gives out at once, the others when it opens, and
 * page zero never.
 */
final class Library implements Function<String, Reply> {
  private final Map<String, Integer> fetched = new ConcurrentHashMap<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger free;

  /** One that gives out so many pages before it opens. */
  Library(int free) {
    this.free = new AtomicInteger(free);
  }

  @Override
  public Reply apply(String path) {
    count(path);
    int number = Integer.parseInt(path.substring(1));
    if (number == 0) {
      return Reply.never();
    }
    Reply page = Reply.text("word ".repeat(number));
    if (free.getAndDecrement() > 0) {
      return page;
    }
    return call -> {
      open.await();
      page.to(call);
    };
  }

  private synchronized void count(String path) {
    fetched.merge(path, 1, Integer::sum);
    notifyAll();
  }

  /** Waits until it has been asked for all of these. Blocks. */
  synchronized void awaitAsked(Collection<String> paths) throws InterruptedException {
    while (!fetched.keySet().containsAll(paths)) {
      wait();
    }
  }

  /** Gives out every page. */
  void open() {
    open.countDown();
  }

  /** How often each page was fetched. */
  Map<String, Integer> fetched() {
    return fetched;
  }
}
