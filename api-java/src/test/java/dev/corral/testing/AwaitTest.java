package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitTest {
  @Test
  void itLooksUntilTheConditionIsTrue() {
    AtomicInteger looks = new AtomicInteger();
    Await.until(() -> looks.incrementAndGet() == 2_000);
    assertThat(looks).hasValue(2_000);
  }

  @Test
  void itFailsWhenTheTimeHasPassed() {
    assertThatThrownBy(() -> Await.until(Duration.ofMillis(1), () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("for a condition that is still false");
    Await.until(Duration.ZERO, () -> true);
  }

  @Test
  void anInterruptEndsItAndIsKept() {
    Thread.currentThread().interrupt();
    Await.until(() -> true);
    assertThatThrownBy(() -> Await.until(() -> false)).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theCancellationOfATaskEndsItAsThat() {
    CountDownLatch begun = new CountDownLatch(1);
    TaskHandle<Void> task =
        Corral.submit(
            Task.action(
                () ->
                    Await.until(
                        () -> {
                          begun.countDown();
                          return false;
                        })));
    Await.until(() -> begun.getCount() == 0);
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    assertThat(task.taskState()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void anInterruptIsKeptForLaterWhereItIsToBeIgnored() {
    AtomicInteger looks = new AtomicInteger();
    Thread.currentThread().interrupt();
    Await.uninterruptiblyUntil(() -> looks.incrementAndGet() == 10);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aConditionThatFailsEndsIt() {
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(
            () ->
                Await.until(
                    () -> {
                      throw mine;
                    }))
        .isSameAs(mine);
    assertThatThrownBy(
            () ->
                Await.until(
                    () -> {
                      throw new IOException("mine");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("mine");
  }
}
