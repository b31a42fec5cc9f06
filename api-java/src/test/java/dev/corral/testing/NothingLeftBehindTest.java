package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.LeakTracker;
import dev.corral.sync.AsyncLock;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

@Timeout(60)
class NothingLeftBehindTest {
  private static final CorralConfig TRACKED = CorralConfig.defaults().trackingLeaks(LeakLevel.ALL);
  private static final Queue<Permit> OPEN = new ConcurrentLinkedQueue<>();
  private static CountDownLatch leave = new CountDownLatch(1);
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
    void forgetsWhatIsTracked() {
      if (isTried) {
        TaskGroup group = TaskGroup.open(GroupOptions.named("tracked").config(TRACKED));
        group
            .spawn(
                () -> {
                  LeakTracker.track(OPEN, "file", "spool");
                  return new AsyncLock("accounts").acquire().thenAccept(OPEN::add);
                })
            .join();
        forgotten = Optional.of(group);
      }
    }

    @Test
    void forgetsACallback() {
      if (isTried) {
        CountDownLatch mayLeave = leave;
        Corral.submit(() -> CompletableFuture.completedFuture(1))
            .thenRunAsync(() -> Await.until(() -> mayLeave.getCount() == 0));
      }
    }

    @Test
    void forgetsACallbackOnTheThreadOfABody() {
      if (isTried) {
        CountDownLatch mayLeave = leave;
        CountDownLatch mayEnd = new CountDownLatch(1);
        Corral.toThreadAction(mayEnd::await)
            .thenRun(() -> Await.until(() -> mayLeave.getCount() == 0));
        mayEnd.countDown();
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
    leave.countDown();
    leave = new CountDownLatch(1);
    forgotten.ifPresent(TaskGroup::close);
    forgotten = Optional.empty();
    OPEN.forEach(Permit::close);
    OPEN.clear();
    LeakTracker.untrack(OPEN);
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
  void whatIsTrackedAndNotClosedFailsTheTestAndSoDoesAGroupOfAnyConfiguration() {
    var failures = run("forgetsWhatIsTracked").getSummary().getFailures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getException())
        .hasMessageContaining("'tracked' RUNNING")
        .hasMessageContaining("permit lock 'accounts' is open, made at ")
        .hasMessageContaining("file spool is open, made at ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forgetsACallback", "forgetsACallbackOnTheThreadOfABody"})
  void aCallbackThatGoesOnFailsTheTest(String test) {
    var failures = run(test).getSummary().getFailures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getException()).hasMessageContaining("callbacks at work");
  }

  @Test
  void whatIsAboutToEndIsWaitedFor() {
    assertThat(run("endsALittleLater").getSummary().getTestsSucceededCount()).isEqualTo(1);
  }
}
