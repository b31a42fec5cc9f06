package dev.corral;

/**
 * A wait that would never have ended: the tasks of its {@link #report} wait for each other, and
 * this one was the last to begin.
 *
 * <pre>{@code
 * try {
 *   transfers.joinOrThrow();
 * } catch (DeadlockException e) {
 *   log.info(e.report().tasks().size() + " tasks wait for each other");
 * } catch (Exception e) {
 *   log.info("failed: " + e.getMessage());
 * }
 * }</pre>
 *
 * <p>It got nothing of what it waited for. What its task holds is given back as that fails, and the
 * others go on. Only where {@link Diagnosis#STRICT} is on.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient DeadlockReport report;

  DeadlockException(DeadlockReport report) {
    super(report.toString());
    this.report = report;
  }

  /** {@return who waits for whom} */
  public DeadlockReport report() {
    return report;
  }
}
