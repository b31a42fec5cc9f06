package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.testing.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A failure for which somebody waits is that one's, and not told to the handler for others. */
@Timeout(30)
class ObservedFailureTest {
  private final LinkedBlockingQueue<Throwable> unobserved = new LinkedBlockingQueue<>();
  private final CorralConfig config =
      CorralConfig.defaults().onUnobservedFailure((name, error) -> unobserved.add(error));

  @Test
  void aThreadThatWaitsForATaskObservesItsFailure() throws Exception {
    for (int i = 0; i < 500; i++) {
      Exception boom = new Exception("boom");
      CountDownLatch gate = new CountDownLatch(1);
      AtomicReference<TaskHandle<Object>> failing = new AtomicReference<>();
      CorralFuture<Void> all =
          TaskGroup.runAll(
              GroupOptions.defaults().supervise().config(config),
              group ->
                  failing.set(
                      group.spawnBlocking(
                          () -> {
                            gate.await();
                            throw boom;
                          })));
      Await.until(() -> failing.get() != null);
      FutureTask<Throwable> seen =
          new FutureTask<>(() -> catchThrowable(failing.get()::joinOrThrow));
      Thread waiter = new Thread(seen);
      waiter.start();
      Await.until(() -> waiter.getState() == Thread.State.WAITING);
      gate.countDown();
      // The group ends right after its task, and tells of failures that nobody has looked at.
      all.join();
      assertThat(seen.get(10, SECONDS)).isSameAs(boom);
      assertThat(unobserved).isEmpty();
    }
  }
}
