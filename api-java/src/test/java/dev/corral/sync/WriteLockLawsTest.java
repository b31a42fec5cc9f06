package dev.corral.sync;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import java.time.Duration;
import java.util.Optional;

class WriteLockLawsTest extends PermitLaws {
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock("shared");

  @Override
  protected CorralFuture<Permit> acquire() {
    return lock.write().acquire();
  }

  @Override
  protected Permit acquireBlocking() throws InterruptedException {
    return lock.write().acquireBlocking();
  }

  @Override
  protected Optional<Permit> tryAcquire() {
    return lock.write().tryAcquire();
  }

  @Override
  protected CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return lock.write().tryAcquire(timeout);
  }

  @Override
  protected <T> CorralFuture<T> with(Task<T> task) {
    return lock.write().withLock(task);
  }

  @Override
  protected int waiting() {
    return lock.statistics().waitingWriters();
  }
}
