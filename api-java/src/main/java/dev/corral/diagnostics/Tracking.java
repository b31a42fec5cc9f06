package dev.corral.diagnostics;

/**
 * How much is noted of each task as it begins: see {@link TaskTree#track}.
 *
 * <pre>{@code
 * TaskTree.track(Tracking.AGES);
 * }</pre>
 */
public enum Tracking {
  /** Nothing. */
  OFF,

  /** When it began, and what its body waits for. */
  AGES,

  /** That, and where it was begun: a stack for each. */
  SITES
}
