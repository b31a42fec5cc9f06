package dev.corral.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.sync.AsyncCondition;
import dev.corral.sync.AsyncLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One signal for two that wait, the first of whom is cancelled: told, cancelled, the second woken.
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "cancelled: the second is woken")
@Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "woken: the second waits")
@State
public class ConditionSignalAndCancel {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncCondition condition = lock.newCondition();
  private final Permit ofFirst = lock.tryAcquire().orElseThrow();
  private final CorralFuture<?> first = condition.await();
  private final Permit ofSecond = lock.tryAcquire().orElseThrow();
  private final CorralFuture<?> second = condition.await();
  private final Permit held = lock.tryAcquire().orElseThrow();

  @Actor
  public void signal() {
    condition.signal();
    held.close();
  }

  @Actor
  public void cancel(LLL_Result result) {
    result.r1 = first.cancel(true);
  }

  @Arbiter
  public void settled(LLL_Result result) {
    // Whoever has the lock back lets the other one have it.
    boolean secondWasFirst = second.isDone();
    if (secondWasFirst) {
      ofSecond.close();
    }
    result.r2 = first.isCancelled();
    ofFirst.close();
    result.r3 = secondWasFirst || second.isDone();
    second.cancel(true);
    ofSecond.close();
  }
}
