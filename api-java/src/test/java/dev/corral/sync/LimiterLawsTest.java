package dev.corral.sync;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import java.time.Duration;
import java.util.Optional;

class LimiterLawsTest extends PermitLaws {
  private final CapacityLimiter limiter = new CapacityLimiter(2, "shared");

  @Override
  protected CorralFuture<Permit> acquire() {
    return limiter.acquire();
  }

  @Override
  protected Permit acquireBlocking() throws InterruptedException {
    return limiter.acquireBlocking();
  }

  @Override
  protected Optional<Permit> tryAcquire() {
    return limiter.tryAcquire();
  }

  @Override
  protected CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return limiter.tryAcquire(timeout);
  }

  @Override
  protected <T> CorralFuture<T> with(Task<T> task) {
    return limiter.withPermit(task);
  }

  @Override
  protected int waiting() {
    return limiter.statistics().waiting();
  }
}
