package dev.corral.sync;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import java.time.Duration;
import java.util.Optional;

class ReentrantLockLawsTest extends PermitLaws {
  private final AsyncReentrantLock lock = new AsyncReentrantLock("shared");

  @Override
  protected CorralFuture<Permit> acquire() {
    return lock.acquire();
  }

  @Override
  protected Permit acquireBlocking() throws InterruptedException {
    return lock.acquireBlocking();
  }

  @Override
  protected Optional<Permit> tryAcquire() {
    return lock.tryAcquire();
  }

  @Override
  protected CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return lock.tryAcquire(timeout);
  }

  @Override
  protected <T> CorralFuture<T> with(Task<T> task) {
    return lock.withLock(task);
  }

  @Override
  protected int waiting() {
    return lock.statistics().waiting();
  }
}
