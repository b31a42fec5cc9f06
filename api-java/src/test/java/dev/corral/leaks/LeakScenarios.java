package dev.corral.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Action;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.LeakReport;
import dev.corral.LeakReport.Cause;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.LeakTracker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What tests of leaks share: tasks that are watched for them, and what is told. */
@Timeout(60)
abstract class LeakScenarios {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  final BlockingQueue<LeakReport> reports = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> unobserved = new LinkedBlockingQueue<>();
  final CorralConfig config =
      CorralConfig.defaults()
          .trackingLeaks(LeakLevel.ALL)
          .onUnobservedFailure((name, error) -> unobserved.add(error))
          .onLeak(reports::add);
  final GroupOptions options = GroupOptions.defaults().config(config);

  GroupOptions named(String name) {
    return GroupOptions.named(name).config(config);
  }

  /** Runs {@code body} as code of a task whose configuration tracks leaks. */
  void inTask(Action body) throws Exception {
    TaskGroup.runAll(options, group -> body.run()).joinOrThrow();
  }

  /** The next leak, for which the garbage collector has to look. */
  LeakReport next() throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      System.gc();
      LeakReport report = reports.poll(50, TimeUnit.MILLISECONDS);
      if (report != null) {
        return report;
      }
    }
    throw new AssertionError("nothing leaks");
  }

  String nextDropped() throws InterruptedException {
    return nextDroppedBy(getClass());
  }

  private String nextDroppedBy(Class<?> code) throws InterruptedException {
    LeakReport report = next();
    assertThat(report.cause()).isEqualTo(Cause.DROPPED);
    assertThat(report.site()).isNotEmpty();
    assertThat(report.site().get(0).getClassName()).startsWith(code.getName());
    return report.kind() + " " + report.name();
  }

  /** Nothing that is to be collected now leaks: what is dropped last is told alone. */
  void assertNoLeak() throws Exception {
    for (int i = 0; i < 2; i++) {
      inTask(LeakScenarios::dropMarker);
      assertThat(nextDroppedBy(LeakScenarios.class)).isEqualTo("marker m");
    }
    assertThat(reports).isEmpty();
  }

  private static void dropMarker() {
    LeakTracker.track(new Object(), "marker", "m");
  }
}
