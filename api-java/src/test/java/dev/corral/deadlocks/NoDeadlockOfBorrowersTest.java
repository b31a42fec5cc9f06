package dev.corral.deadlocks;

import static dev.corral.deadlocks.FurtherLocksTest.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Diagnosis;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.CapacityLimiter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Borrowers of a limiter that wait for each other, but for one that goes on. */
@Timeout(60)
class NoDeadlockOfBorrowersTest {
  private final Findings findings = new Findings();
  private final AsyncLock plain = new AsyncLock("plain");
  private final CapacityLimiter pair = new CapacityLimiter(2, "pair");

  private TaskGroup strict() {
    return TaskGroup.open(findings.options(Diagnosis.STRICT));
  }

  @AfterEach
  void nothingIsTold() {
    findings.nothing();
    assertThat(plain.isLocked()).isFalse();
    assertThat(pair.borrowed()).isZero();
  }

  @Test
  void oneOfTheBorrowersGoesOn() throws Exception {
    try (TaskGroup group = strict()) {
      for (int i = 0; i < 150; i++) {
        CountDownLatch three = new CountDownLatch(3);
        TaskHandle<String> patient =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = pair.acquireBlocking()) {
                        three.countDown();
                        three.await();
                        try (Permit more = plain.acquireBlocking()) {
                          return held.toString() + more;
                        }
                      }
                    }));
        TaskHandle<String> free =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = pair.acquireBlocking()) {
                        three.countDown();
                        awaitThat(
                            () -> plain.statistics().waiting() + pair.statistics().waiting() == 2);
                        return held.toString();
                      }
                    }));
        TaskHandle<String> holder =
            group.spawn(
                Task.blocking(
                    () -> {
                      try (Permit held = plain.acquireBlocking()) {
                        three.countDown();
                        three.await();
                        try (Permit more = pair.acquireBlocking()) {
                          return held.toString() + more;
                        }
                      }
                    }));
        for (TaskHandle<String> task : List.of(patient, free, holder)) {
          assertThat(task.joinOrThrow()).isNotEmpty();
        }
      }
    }
  }
}
