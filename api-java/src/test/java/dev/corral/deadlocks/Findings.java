package dev.corral.deadlocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralConfig;
import dev.corral.DeadlockReport;
import dev.corral.DeadlockReport.Kind;
import dev.corral.Diagnosis;
import dev.corral.GroupOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a diagnosis has told. */
final class Findings {
  private final BlockingQueue<DeadlockReport> reports = new LinkedBlockingQueue<>();

  /** A group that goes on when a task fails, with a diagnosis that tells it here. */
  GroupOptions options(Diagnosis mode) {
    return GroupOptions.defaults()
        .supervise()
        .config(
            CorralConfig.defaults()
                .onUnobservedFailure((name, error) -> {})
                .diagnosis(mode)
                .onDeadlock(reports::add));
  }

  /** The next one of this kind; those of other kinds are forgotten. */
  DeadlockReport next(Kind kind) throws InterruptedException {
    while (true) {
      DeadlockReport report = reports.take();
      if (report.kind() == kind) {
        return report;
      }
    }
  }

  DeadlockReport deadlock() throws InterruptedException {
    return next(Kind.DEADLOCK);
  }

  /** No deadlock but those that have been taken. */
  void noMore() {
    assertThat(reports).noneMatch(report -> report.kind() != Kind.LOCK_ORDER);
  }

  /** Nothing at all but what has been taken. */
  void nothing() {
    assertThat(reports).isEmpty();
  }
}
