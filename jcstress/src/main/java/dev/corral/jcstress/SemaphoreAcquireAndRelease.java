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
 * Somebody gets in line at the moment of the only release, which it must not miss, and sees what
 * came before: granted, free, waiting, seen.
 */
@JCStressTest
@Outcome(id = "true, 0, 0, 7", expect = ACCEPTABLE, desc = "granted, with what came before")
@State
public class SemaphoreAcquireAndRelease {
  private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
  private CorralFuture<Permit> waiting;
  private int plain;
  private volatile int seen;

  @Actor
  public void acquire() {
    waiting = semaphore.acquire();
    waiting.thenAccept(permit -> seen = plain).join();
  }

  @Actor
  public void release() {
    plain = 7;
    semaphore.release();
  }

  @Arbiter
  public void settled(LLLL_Result result) {
    result.r1 = waiting.isDone();
    result.r2 = semaphore.available();
    result.r3 = semaphore.statistics().waiting();
    result.r4 = seen;
  }
}
