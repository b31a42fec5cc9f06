package dev.corral.samples.guides.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import dev.corral.testing.InterleavingError;
import dev.corral.testing.Interleavings;
import dev.corral.testing.NothingLeftBehind;
import dev.corral.testing.Sequencer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NothingLeftBehind
@Timeout(60)
class CacheTest {
  private static void twoAskAtOnce() {
    Cache cache = new Cache();
    AtomicInteger loads = new AtomicInteger();
    TaskGroup.runAll(
            group -> {
              group.spawnBlocking(() -> cache.get("a", loads::incrementAndGet));
              group.spawnBlocking(() -> cache.get("a", loads::incrementAndGet));
            })
        .join();
    assertEquals(1, loads.get());
  }

  @Test
  void someOrderLoadsTwice() {
    InterleavingError error =
        assertThrows(
            InterleavingError.class,
            () -> Interleavings.runs(1_000).explore(CacheTest::twoAskAtOnce));

    Interleavings again = Interleavings.replaying(error.seed());
    assertThrows(InterleavingError.class, () -> again.explore(CacheTest::twoAskAtOnce));
  }

  @Test
  void noOrderLoadsTwiceWithTheLockHeld() {
    Interleavings.runs(1_000)
        .explore(
            () -> {
              Cache cache = new Cache();
              AtomicInteger loads = new AtomicInteger();
              TaskGroup.runAll(
                      group -> {
                        for (int i = 0; i < 3; i++) {
                          group.spawnBlocking(
                              () -> cache.getHoldingOn("a", loads::incrementAndGet));
                        }
                      })
                  .join();
              assertEquals(1, loads.get());
            });
  }

  @Test
  void theOrderInWhichItLoadsTwice() {
    Cache cache = new Cache();
    Sequencer steps = new Sequencer("cache");
    AtomicInteger loads = new AtomicInteger();
    TaskGroup.runAll(
            group -> {
              group.spawnBlocking(
                  () ->
                      cache.get(
                          "a",
                          () -> {
                            steps.step(1);
                            steps.step(3);
                            return loads.incrementAndGet();
                          }));
              group.spawnAction(() -> steps.step(2, () -> cache.get("a", loads::incrementAndGet)));
            })
        .join();
    assertEquals(2, loads.get());
  }

  @Test
  void theSecondInLineIsServedNext() {
    AsyncLock lock = new AsyncLock();
    Permit first = lock.tryAcquire().orElseThrow();
    CorralFuture<Permit> second = lock.acquire();
    Await.until(() -> lock.statistics().waiting() == 1);
    first.close();
    second.join().close();
    lock.tryAcquire().orElseThrow().close();
  }
}
