package dev.corral;

/**
 * Whether tasks that wait for each other are looked for, and what becomes of them: see {@link
 * CorralConfig#diagnosis}.
 *
 * <pre>{@code
 * CorralConfig config =
 *     CorralConfig.defaults()
 *         .diagnosis(Diagnosis.STRICT)
 *         .onDeadlock(report -> log.info(report.kind() + ": " + report.tasks().size() + " tasks"));
 * }</pre>
 *
 * <p>It follows who waits for a lock, who holds it, who waits for whose end, and, at the moment
 * somebody begins to wait, whether all of them now wait for each other. Beside that it remembers
 * which lock was taken by a task that held which other one, and tells once of every two that are
 * taken in both orders, whether anybody waited or not. Where it is off it costs nothing; where it
 * is on, each acquisition notes its stack.
 *
 * <p>What it calls a deadlock is one, provided that a permit is closed by the task that acquired
 * it, or by a part of that task; where other code does, use {@link #REPORT}. Waits with a time
 * limit, or inside a deadline, end by themselves and are never part of one. It does not see waits
 * for semaphores, which anybody may release, nor for futures of other libraries. A task in the
 * circle that has other work still running is told of when that has ended.
 */
public enum Diagnosis {
  /** Not looked for. */
  OFF,

  /** The handler is told, and nothing else happens. */
  REPORT,

  /**
   * The handler is told, and of those that wait for each other the one that began last fails with a
   * {@link DeadlockException}. A deadlock that is only {@linkplain DeadlockReport.Kind probable},
   * and an order of locks, fail nobody.
   */
  STRICT
}
