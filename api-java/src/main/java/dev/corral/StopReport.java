package dev.corral;

import java.time.Duration;
import java.util.List;

/**
 * What came of a {@link TaskGroup#cancelGracefully} or a {@link Corral#shutdown}.
 *
 * <pre>{@code
 * StopReport report = group.cancelGracefully(Duration.ofMillis(50)).join();
 * if (!report.isClean()) {
 *   log.info("cancelled: " + report.ignored() + ", still running: " + report.running());
 * }
 * }</pre>
 *
 * @param elapsed from the request to this report
 * @param ignored names of the tasks that had not finished when the grace was over, and were
 *     cancelled
 * @param running names of those that were still running when the report was made
 * @param tree those that were still running, what they wait for and where their threads are, as the
 *     text of a {@code TaskTree}; if nothing was, those that had not finished, as they were when
 *     the grace was over; empty if all had
 */
public record StopReport(
    Duration elapsed, List<String> ignored, List<String> running, String tree) {
  /**
   * Copies the lists.
   *
   * @param elapsed from the request to this report
   * @param ignored names of the tasks that had not finished when the grace was over, and were
   *     cancelled
   * @param running names of those that were still running when the report was made
   * @param tree the text of a {@code TaskTree}; empty if all had finished
   */
  public StopReport {
    ignored = List.copyOf(ignored);
    running = List.copyOf(running);
  }

  /** {@return whether everything finished within the grace} */
  public boolean isClean() {
    return ignored.isEmpty();
  }
}
