package dev.corral;

import dev.corral.engine.kernel.Finding;
import java.time.Duration;
import java.util.List;

/**
 * Tasks that wait for each other, each for the next one and the last for the first; or that might.
 * Its text is a list of them.
 *
 * <pre>{@code
 * CorralConfig config =
 *     CorralConfig.defaults()
 *         .diagnosis(Diagnosis.REPORT)
 *         .onDeadlock(
 *             (DeadlockReport report) -> {
 *               for (DeadlockReport.Participant task : report.tasks()) {
 *                 log.info(report.kind() + ": " + task.task() + " wants " + task.waitsFor());
 *               }
 *             });
 * }</pre>
 *
 * @param kind how sure it is
 * @param tasks at least one
 */
public record DeadlockReport(Kind kind, List<Participant> tasks) {
  /**
   * Copies the list.
   *
   * @param kind how sure it is
   * @param tasks at least one
   */
  public DeadlockReport {
    tasks = List.copyOf(tasks);
  }

  static DeadlockReport of(Finding finding) {
    return new DeadlockReport(
        Kind.valueOf(finding.kind.name()), finding.tasks.stream().map(Participant::of).toList());
  }

  /** How sure it is. */
  public enum Kind {
    /** None of them can ever go on by itself. */
    DEADLOCK("deadlock: these tasks wait for each other"),

    /**
     * None can, unless a stage that one of them returned, of unknown origin, is done all the same.
     */
    LIKELY_DEADLOCK(
        "probable deadlock: these tasks wait for each other, or for a stage whose origin is not"
            + " known"),

    /** They take two locks in opposite orders: at another time they might wait for each other. */
    LOCK_ORDER(
        "lock order: these tasks take the same locks in opposite orders, and may wait for each"
            + " other");

    private final String headline;

    Kind(String headline) {
      this.headline = headline;
    }
  }

  /**
   * A task in the circle.
   *
   * @param task its name
   * @param holds what it holds
   * @param waitsFor what it waits for
   * @param waited for how long it had; zero if it did not
   * @param site where it began to wait, the innermost frame first; empty if it waits without a
   *     call, such as for what it began
   */
  public record Participant(
      String task,
      List<Holding> holds,
      String waitsFor,
      Duration waited,
      List<StackTraceElement> site) {
    /**
     * Copies the lists.
     *
     * @param task its name
     * @param holds what it holds
     * @param waitsFor what it waits for
     * @param waited for how long it had; zero if it did not
     * @param site where it began to wait, the innermost frame first; empty if it waits without a
     *     call, such as for what it began
     */
    public Participant {
      holds = List.copyOf(holds);
      site = List.copyOf(site);
    }

    static Participant of(Finding.Part part) {
      return new Participant(
          part.task,
          part.holds.stream().map(held -> new Holding(held.what, held.site)).toList(),
          part.waitsFor,
          Duration.ofNanos(Math.max(0, part.waited)),
          part.site);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("'" + task + "' ");
      for (int i = 0; i < holds.size(); i++) {
        text.append(i == 0 ? "holds " : " and ").append(holds.get(i));
      }
      text.append(holds.isEmpty() ? "waits for " : ", waits for ").append(waitsFor);
      if (!waited.isZero()) {
        text.append(" for ").append(waited.toMillis()).append(" ms");
      }
      return text.append(Finding.at(site)).toString();
    }
  }

  /**
   * Something that is held.
   *
   * @param what its kind and name
   * @param site where it was taken, the innermost frame first
   */
  public record Holding(String what, List<StackTraceElement> site) {
    /**
     * Copies the list.
     *
     * @param what its kind and name
     * @param site where it was taken, the innermost frame first
     */
    public Holding {
      site = List.copyOf(site);
    }

    @Override
    public String toString() {
      return site.isEmpty() ? what : what + " (taken" + Finding.at(site) + ")";
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.headline);
    for (int i = 0; i < tasks.size(); i++) {
      text.append("\n  ").append(i + 1).append(". ").append(tasks.get(i));
    }
    return text.toString();
  }
}
