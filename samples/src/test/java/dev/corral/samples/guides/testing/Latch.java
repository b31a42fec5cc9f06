package dev.corral.samples.guides.testing;

import dev.corral.CorralFuture;
import dev.corral.sync.AsyncEvent;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens when it has been counted down to zero. */
final class Latch {
  private final AsyncEvent opened = new AsyncEvent("latch");
  private final AtomicInteger missing;

  Latch(int count) {
    missing = new AtomicInteger(count);
  }

  CorralFuture<?> await() {
    return opened.await();
  }

  void countDown() {
    if (missing.decrementAndGet() == 0) {
      opened.set();
    }
  }

  int waiting() {
    return opened.statistics().waiting();
  }
}
