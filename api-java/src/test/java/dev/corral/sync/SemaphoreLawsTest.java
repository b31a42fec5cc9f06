package dev.corral.sync;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import java.time.Duration;
import java.util.Optional;

class SemaphoreLawsTest extends PermitLaws {
  private final AsyncSemaphore semaphore = new AsyncSemaphore(2, "shared");

  @Override
  protected CorralFuture<Permit> acquire() {
    return semaphore.acquire();
  }

  @Override
  protected Permit acquireBlocking() throws InterruptedException {
    return semaphore.acquireBlocking();
  }

  @Override
  protected Optional<Permit> tryAcquire() {
    return semaphore.tryAcquire();
  }

  @Override
  protected CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return semaphore.tryAcquire(timeout);
  }

  @Override
  protected <T> CorralFuture<T> with(Task<T> task) {
    return semaphore.withPermit(task);
  }

  @Override
  protected int waiting() {
    return semaphore.statistics().waiting();
  }
}
