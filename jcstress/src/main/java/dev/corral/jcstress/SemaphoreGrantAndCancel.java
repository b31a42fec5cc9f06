package dev.corral.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.sync.AsyncSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A signal while the first of two waiters is cancelled: told, granted to the second, free, waiting.
 */
@JCStressTest
@Outcome(id = "true, true, 0, 0", expect = ACCEPTABLE, desc = "cancelled: the second has it")
@Outcome(id = "false, false, 0, 1", expect = ACCEPTABLE, desc = "granted: the second waits")
@State
public class SemaphoreGrantAndCancel {
  private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
  private final CorralFuture<Permit> first = semaphore.acquire();
  private final CorralFuture<Permit> second = semaphore.acquire();

  @Actor
  public void grant() {
    semaphore.release();
  }

  @Actor
  public void cancel(LLLL_Result result) {
    result.r1 = first.cancel(true);
  }

  @Arbiter
  public void settled(LLLL_Result result) {
    result.r2 = second.isDone();
    result.r3 = semaphore.available();
    result.r4 = semaphore.statistics().waiting();
    // A wait of no task's is the process' child until it ends.
    first.cancel(true);
    second.cancel(true);
  }
}
