package dev.corral.pool;

import java.util.concurrent.CountDownLatch;

/** A job that has begun and goes on when it is let. */
final class Gate {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  volatile boolean interrupted;

  /** The job: waits, and answers to an interrupt. */
  Integer pass() throws InterruptedException {
    begun.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      interrupted = true;
      throw e;
    }
    return 1;
  }

  /** The job: waits, and takes no notice of an interrupt. */
  Integer passStubbornly() {
    begun.countDown();
    while (open.getCount() > 0) {
      try {
        open.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return 1;
  }

  boolean hasBegun() {
    return begun.getCount() == 0;
  }

  Gate awaitBegun() throws InterruptedException {
    begun.await();
    return this;
  }

  void open() {
    open.countDown();
  }
}
