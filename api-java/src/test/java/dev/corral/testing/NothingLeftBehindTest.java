package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.corral.Corral;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

@Timeout(60)
class NothingLeftBehindTest {
  private static final CountDownLatch LEAVE = new CountDownLatch(1);
  private static boolean isTried;
  private static Optional<TaskGroup> forgotten = Optional.empty();

  /** Leaves something behind when it is tried, and nothing when it is run with the others. */
  @NothingLeftBehind
  static class Untidy {
    @Test
    void forgetsAGroup() {
      if (isTried) {
        TaskGroup group = TaskGroup.open(GroupOptions.named("forgotten"));
        group.spawn("within", CompletableFuture::new);
        forgotten = Optional.of(group);
      }
    }

    @Test
    void forgetsACallback() {
      if (isTried) {
        Corral.submit(() -> CompletableFuture.completedFuture(1))
            .thenRunAsync(() -> Await.until(() -> LEAVE.getCount() == 0));
      }
    }

    @Test
    void endsALittleLater() {
      CountDownLatch begun = new CountDownLatch(1);
      Corral.submit(
          Task.action(
              () -> {
                begun.countDown();
                Await.uninterruptiblyUntil(() -> begun.getCount() == 0);
              }));
    }
  }

  @AfterEach
  void tidyUp() {
    isTried = false;
    LEAVE.countDown();
    forgotten.ifPresent(TaskGroup::close);
    forgotten = Optional.empty();
  }

  private static SummaryGeneratingListener run(String method) {
    isTried = true;
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Untidy.class, method))
                .configurationParameter(NothingLeftBehind.PATIENCE, "PT0.3S")
                .build(),
            listener);
    return listener;
  }

  @Test
  void aGroupThatIsNotClosedFailsTheTestByName() {
    var failures = run("forgetsAGroup").getSummary().getFailures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getException())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'forgotten' RUNNING")
        .hasMessageContaining("  'within' RUNNING");
  }

  @Test
  void aCallbackThatGoesOnFailsTheTest() {
    var failures = run("forgetsACallback").getSummary().getFailures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getException()).hasMessageContaining("threads at work");
  }

  @Test
  void whatIsAboutToEndIsWaitedFor() {
    assertThat(run("endsALittleLater").getSummary().getTestsSucceededCount()).isEqualTo(1);
  }
}
