package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.pool.ThreadPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualTimeEndTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void whatATestLeavesBehindFailsItByName() throws Exception {
    VirtualTime time = VirtualTime.jumping();
    time.run(() -> Corral.submit(Task.action(() -> Corral.sleep(HOUR)).named("dreamer")));
    assertThatThrownBy(time::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage("left behind by the test:\n  'dreamer' has not ended");
    assertThat(time.elapsed()).isZero();
    time.close();
  }

  @Test
  void aPoolThatIsLeftOpenFailsTheTest() throws Exception {
    VirtualTime time = VirtualTime.jumping();
    AtomicReference<ThreadPool> left = new AtomicReference<>();
    time.run(
        () -> {
          left.set(ThreadPool.of(1));
          left.get().runAction(() -> {}).join();
        });
    assertThatThrownBy(time::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("waits for a job of pool");
    left.get().closeNow();
  }

  @Test
  void whatHasOnlyToRunIsLetRunAtTheEnd() throws Exception {
    for (int round = 0; round < 500; round++) {
      try (VirtualTime time = VirtualTime.jumping()) {
        time.run(() -> Corral.submit(Task.blocking(() -> "x")).thenApplyAsync(x -> x));
      }
    }
  }

  @Test
  void timeStandsStillBetweenTheBodies() throws Exception {
    try (VirtualTime time = VirtualTime.jumping()) {
      AtomicReference<CompletableFuture<Void>> delay = new AtomicReference<>();
      time.run(() -> delay.set(Corral.delay(HOUR)));
      time.settle();
      assertThat(time.elapsed()).isZero();
      time.run(() -> delay.get().join());
      assertThat(time.elapsed()).isEqualTo(HOUR);
    }
  }

  @Test
  void aStuckTestFailsAndSaysWhoWaits() throws Exception {
    try (VirtualTime time = VirtualTime.jumping()) {
      assertThatThrownBy(
              () ->
                  time.run(
                      () ->
                          Corral.submit(Task.of(CompletableFuture::new).named("nobody's")).join()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no timer is set")
          .hasMessageContaining("waits for 'nobody's'");
    }
  }

  @Test
  void onceClosedItRunsNothing() {
    VirtualTime time = VirtualTime.jumping();
    time.close();
    assertThatThrownBy(() -> time.call(() -> "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("VirtualTime[0s] is closed");
  }
}
