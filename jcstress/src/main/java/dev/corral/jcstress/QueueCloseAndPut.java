package dev.corral.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.corral.CorralFuture;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueClosed;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An element is put as the queue is closed: whether it was put, and whether it is there. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "put, and got")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "refused")
@State
public class QueueCloseAndPut {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

  @Actor
  public void close() {
    queue.close();
  }

  @Actor
  public void put(LL_Result result) {
    CorralFuture<?> put = queue.put(1);
    result.r1 = put.isDone() && !put.isCompletedExceptionally();
  }

  @Arbiter
  public void settled(LL_Result result) {
    try {
      result.r2 = queue.tryGet().isPresent();
    } catch (QueueClosed e) {
      result.r2 = false;
    }
  }
}
