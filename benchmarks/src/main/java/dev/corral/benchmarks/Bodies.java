package dev.corral.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What the tasks of the benchmarks do: as good as nothing, the same for every peer. */
final class Bodies {
  /** The stage of a body that is done at once. */
  static final CompletableFuture<Integer> DONE = CompletableFuture.completedFuture(1);

  private Bodies() {}

  static CompletableFuture<Integer> stage() {
    return DONE;
  }

  static Integer value() {
    return 1;
  }

  static Integer blockOneMilli() throws InterruptedException {
    Thread.sleep(1);
    return 1;
  }

  static Integer blockUntilInterrupted() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }
}
