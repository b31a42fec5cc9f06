package dev.corral.diagnostics;

/**
 * What can be observed; see {@link ObservedTasks}.
 *
 * <pre>{@code
 * ObservedTasks everything = ObservedTasks.with(registry, EnumSet.allOf(ObservedKind.class));
 * }</pre>
 */
public enum ObservedKind {
  /** A group. */
  GROUP,

  /** A task of a group that was given a name. */
  NAMED_TASK,

  /** A task of a group that was given none. */
  UNNAMED_TASK,

  /** Whatever else is begun and ends, such as a race, a retry, a deadline, a submitted task. */
  OPERATION,
}
