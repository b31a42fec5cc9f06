package dev.corral.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.LeakReport;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskHandle;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncReadWriteLock;
import dev.corral.sync.AsyncReentrantLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import dev.corral.sync.ResourceGuard;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PermitLeakTest extends LeakScenarios {
  private final AsyncLock lock = new AsyncLock("accounts");

  @Test
  void permitsThatAreNotClosedAreTold() throws Exception {
    AsyncLock blocking = new AsyncLock("blocking");
    AsyncLock tried = new AsyncLock("tried");
    AsyncLock timed = new AsyncLock("timed");
    AsyncReentrantLock again = new AsyncReentrantLock("again");
    AsyncReadWriteLock shared = new AsyncReadWriteLock("shared");
    AsyncSemaphore slots = new AsyncSemaphore(1, "slots");
    CapacityLimiter limiter = new CapacityLimiter(1, "connections");
    ResourceGuard guard = new ResourceGuard("printer");
    List<Task<?>> takes =
        List.of(
            lock::acquire,
            () -> CompletableFuture.completedFuture(blocking.acquireBlocking()),
            () -> CompletableFuture.completedFuture(tried.tryAcquire().orElseThrow()),
            () -> timed.tryAcquire(Duration.ofSeconds(1)).thenApply(got -> got.orElseThrow()),
            again::acquire,
            () -> shared.write().acquire(),
            slots::acquire,
            limiter::acquire,
            () -> CompletableFuture.completedFuture(guard.enter()));
    for (Task<?> take : takes) {
      inTask(() -> ((Permit) take.start().toCompletableFuture().join()).close());
    }
    for (Task<?> take : takes) {
      inTask(() -> drop(take));
    }
    List<String> told = new ArrayList<>();
    for (Task<?> each : takes) {
      told.add(nextDropped());
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "permit lock 'accounts'",
            "permit lock 'blocking'",
            "permit lock 'tried'",
            "permit lock 'timed'",
            "permit lock 'again'",
            "permit lock 'shared'",
            "permit semaphore 'slots'",
            "permit limiter 'connections'",
            "permit 'printer'");
    assertNoLeak();
    Reference.reachabilityFence(takes);
  }

  private static void drop(Task<?> take) throws Exception {
    assertThat(take.start().toCompletableFuture().join()).isNotNull();
  }

  @Test
  void aPermitThatSomebodyWaitedForIsToldWithWhereHeAskedForIt() throws Exception {
    inTask(
        () -> {
          Permit first = lock.acquire().join();
          TaskHandle<Boolean> second = Corral.submit(Task.blocking(this::takeAndDrop));
          while (lock.statistics().waiting() == 0) {
            Thread.onSpinWait();
          }
          first.close();
          second.join();
        });
    LeakReport report = next();
    assertThat(report.site()).anyMatch(frame -> frame.getMethodName().equals("takeAndDrop"));
  }

  private boolean takeAndDrop() throws InterruptedException {
    return lock.acquireBlocking() != null;
  }

  @Test
  void permitsThatAreHeldForATaskAreNotTold() throws Exception {
    AsyncSemaphore slots = new AsyncSemaphore(1);
    inTask(
        () -> {
          lock.withLock(() -> CompletableFuture.completedFuture(1)).join();
          slots.withPermit(() -> CompletableFuture.completedFuture(1)).join();
          Corral.submit(lock::acquire).join().close();
          Corral.race(lock::acquire, slots::acquire).join().close();
        });
    assertThat(lock.isLocked()).isFalse();
    assertNoLeak();
  }

  @Test
  void aLockThatItsTaskReleasesIsNotTold() throws Exception {
    inTask(
        () -> {
          drop(lock::acquire);
          assertNoLeak();
          lock.release();
        });
    assertNoLeak();
  }
}
