package dev.corral.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.corral.Permit;
import dev.corral.sync.AsyncLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Three additions to a plain field, each under the lock, by whichever way each got it. */
@JCStressTest
@Outcome(id = "3, false", expect = ACCEPTABLE, desc = "none was lost, and the lock is free")
@Outcome(expect = FORBIDDEN, desc = "two held the lock at once, or one did not see the other")
@State
public class LockPassesOnWhatWasDone {
  private final AsyncLock lock = new AsyncLock();
  private int plain;

  private void add() {
    try (Permit permit = lock.acquire().join()) {
      plain += permit == null ? 100 : 1;
    }
  }

  @Actor
  public void one() {
    add();
  }

  @Actor
  public void two() {
    add();
  }

  @Actor
  public void three() {
    add();
  }

  @Arbiter
  public void sum(LL_Result result) {
    result.r1 = plain;
    result.r2 = lock.isLocked();
  }
}
