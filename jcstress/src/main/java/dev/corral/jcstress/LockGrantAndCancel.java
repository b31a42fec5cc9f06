package dev.corral.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.sync.AsyncLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A lock is handed to a waiter while that waiter is cancelled: told, granted, locked. */
@JCStressTest
@Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "cancelled: the lock is free")
@Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "granted: too late to cancel")
@State
public class LockGrantAndCancel {
  private final AsyncLock lock = new AsyncLock();
  private final Permit held = lock.tryAcquire().orElseThrow();
  private final CorralFuture<Permit> waiting = lock.acquire();

  @Actor
  public void grant() {
    held.close();
  }

  @Actor
  public void cancel(ZZZ_Result result) {
    result.r1 = waiting.cancel(true);
  }

  @Arbiter
  public void settled(ZZZ_Result result) {
    result.r2 = waiting.isDone() && !waiting.isCancelled();
    result.r3 = lock.isLocked();
  }
}
