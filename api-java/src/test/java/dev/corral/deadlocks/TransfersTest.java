package dev.corral.deadlocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.DeadlockException;
import dev.corral.Diagnosis;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transfers in any order: some fail and are tried again, and all get through. */
@Timeout(60)
class TransfersTest {
  private final Findings findings = new Findings();

  @Test
  void whateverTheOrderEverybodyGetsThrough() throws Exception {
    List<AsyncLock> locks = Stream.of("a", "b", "c", "d").map(AsyncLock::new).toList();
    try (TaskGroup group = TaskGroup.open(findings.options(Diagnosis.STRICT))) {
      for (int t = 0; t < 8; t++) {
        Random random = new Random(t);
        group.spawnAction(
            () -> {
              for (int i = 0; i < 500; i++) {
                AsyncLock from = locks.get(random.nextInt(locks.size()));
                AsyncLock to = locks.get(random.nextInt(locks.size()));
                if (from == to) {
                  continue;
                }
                Await.until(() -> transferred(from, to));
              }
            });
      }
      group.joinOrThrow();
    }
    assertThat(locks).noneMatch(AsyncLock::isLocked);
  }

  private static boolean transferred(AsyncLock from, AsyncLock to) throws Exception {
    try (Permit one = from.acquireBlocking();
        Permit two = to.acquireBlocking()) {
      return !one.equals(two);
    } catch (DeadlockException e) {
      return false;
    }
  }
}
