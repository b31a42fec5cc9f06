package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a group, or a process, that does not end when it should. */
@Timeout(60)
class SlowCloseTest {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  private void ignoreInterrupts() {
    begun.countDown();
    boolean left = false;
    while (!left) {
      try {
        leave.await();
        left = true;
      } catch (InterruptedException e) {
        // Ignored: that is the point.
      }
    }
  }

  private CorralConfig telling(Duration after) {
    return CorralConfig.defaults()
        .slowClose(after)
        .onSlowClose((group, tree) -> told.add(group + "\n" + tree));
  }

  @Test
  void aCloseThatTakesTooLongTellsOnceWhatItWaitsForAndGoesOnWaiting() throws Exception {
    TaskGroup group =
        TaskGroup.open(GroupOptions.named("group").config(telling(Duration.ofMillis(1))));
    TaskHandle<Void> stubborn = group.spawn("stubborn", Task.action(this::ignoreInterrupts));
    begun.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(group::close);
    assertThat(told.poll(20, TimeUnit.SECONDS))
        .startsWith("group\ngroup (group, cancelling")
        .contains("stubborn (task, cancelling)", "SlowCloseTest.ignoreInterrupts(");
    assertThat(closed).isNotDone();
    assertThat(stubborn).isNotDone();
    leave.countDown();
    closed.get(20, TimeUnit.SECONDS);
    assertThat(told).isEmpty();
  }

  @Test
  void aCloseThatIsDoneInTimeTellsNothing() throws Exception {
    try (TaskGroup group =
        TaskGroup.open(GroupOptions.named("group").config(telling(Duration.ofHours(1))))) {
      group.spawnAction(new CountDownLatch(1)::await);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void whoIsToldAndFailsDoesNotEndTheWait() throws Exception {
    CorralConfig failing =
        CorralConfig.defaults()
            .callbackExecutor(Runnable::run)
            .slowClose(Duration.ofMillis(1))
            .onUnobservedFailure((name, error) -> told.add(name + ": " + error.getMessage()))
            .onSlowClose(
                (group, tree) -> {
                  throw new AssertionError("cannot log");
                });
    TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(failing));
    TaskHandle<Void> stubborn = group.spawn("stubborn", Task.action(this::ignoreInterrupts));
    begun.await();
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(
            () -> {
              group.close();
              return stubborn.isDone();
            });
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("handler of slow closes: cannot log");
    leave.countDown();
    assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void inVirtualTimeACloseIsSlowByThatTime() throws Exception {
    try (VirtualTime time = VirtualTime.jumping()) {
      time.call(
          () -> {
            TaskGroup group =
                TaskGroup.open(GroupOptions.named("group").config(telling(Duration.ofMinutes(1))));
            CountDownLatch cleaning = new CountDownLatch(1);
            group.spawnAction(
                () ->
                    Corral.shieldAction(
                        () -> {
                          cleaning.countDown();
                          Corral.sleep(Duration.ofHours(1));
                        }));
            cleaning.await();
            group.close();
            return null;
          });
      assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("group\ngroup (group, cancelling");
      assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatThrownBy(() -> CorralConfig.defaults().slowClose(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("after: " + none + " is not above zero");
    }
  }

  @Test
  void theReportOfAStopHasTheTreeOfWhatIgnoredIt() throws Exception {
    TaskGroup group = TaskGroup.open(GroupOptions.named("group"));
    group.spawn("stubborn", Task.action(this::ignoreInterrupts));
    begun.await();
    StopReport report = group.cancelGracefully(Duration.ofMillis(1)).join();
    leave.countDown();
    assertThat(report.running()).containsExactly("stubborn");
    assertThat(report.tree())
        .contains("stubborn (task, cancelling)", "SlowCloseTest.ignoreInterrupts(");
    group.close();
  }

  @Test
  void theReportOfAStopHasTheTreeOfWhatHadNotFinishedInTime() throws Exception {
    TaskGroup group = TaskGroup.open(GroupOptions.named("group"));
    group.spawn("slow", () -> new CompletableFuture<>());
    StopReport report = group.cancelGracefully(Duration.ofMillis(1)).join();
    assertThat(report.running()).isEmpty();
    assertThat(report.tree()).contains("slow (task, ");
    group.close();
  }

  @Test
  void theReportOfACleanStopHasNone() throws Exception {
    TaskGroup group = TaskGroup.open(GroupOptions.named("group"));
    CompletableFuture<StopReport> report = group.cancelGracefully(Duration.ofHours(1));
    group.join();
    assertThat(report.join().tree()).isEmpty();
  }
}
