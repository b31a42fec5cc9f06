package dev.corral.diagnostics;

import dev.corral.TaskState;
import dev.corral.engine.kernel.TreeNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A group, a task or another operation that was alive.
 *
 * <pre>{@code
 * static boolean isStopping(TaskNode node) {
 *   return node.state() == TaskState.CANCELLING
 *       || node.children().stream().anyMatch(DiagnosticsExamples::isStopping);
 * }
 * }</pre>
 *
 * @param name what it was called, or was given for a name
 * @param kind what it is
 * @param state {@code PENDING}, {@code RUNNING} or {@code CANCELLING}
 * @param bodyEnded whether its body was done, and what it had begun was not
 * @param age for how long it had been there; empty if that is not known
 * @param timeLeft until its own deadline, negative if that had passed; empty if it had none
 * @param waits what its body waited for; empty if for nothing, or if that is not known
 * @param thread the name of the thread that its body was on; empty if it was on none, or if that is
 *     not known
 * @param stack where that thread was: what the user's code had called, then that code, the
 *     innermost first
 * @param site where it was begun, the user's innermost frame first; empty if that is not known
 * @param children what was directly below it, the oldest first
 * @param more how many more there were below it
 */
public record TaskNode(
    String name,
    Kind kind,
    TaskState state,
    boolean bodyEnded,
    Optional<Duration> age,
    Optional<Duration> timeLeft,
    List<TaskWait> waits,
    Optional<String> thread,
    List<StackTraceElement> stack,
    List<StackTraceElement> site,
    List<TaskNode> children,
    int more) {
  /**
   * Copies the lists.
   *
   * @param name what it was called, or was given for a name
   * @param kind what it is
   * @param state {@code PENDING}, {@code RUNNING} or {@code CANCELLING}
   * @param bodyEnded whether its body was done, and what it had begun was not
   * @param age for how long it had been there; empty if that is not known
   * @param timeLeft until its own deadline, negative if that had passed; empty if it had none
   * @param waits what its body waited for; empty if for nothing, or if that is not known
   * @param thread the name of the thread that its body was on; empty if it was on none, or if that
   *     is not known
   * @param stack where that thread was: what the user's code had called, then that code, the
   *     innermost first
   * @param site where it was begun, the user's innermost frame first; empty if that is not known
   * @param children what was directly below it, the oldest first
   * @param more how many more there were below it
   */
  public TaskNode {
    waits = List.copyOf(waits);
    stack = List.copyOf(stack);
    site = List.copyOf(site);
    children = List.copyOf(children);
  }

  /** What something is that is alive. */
  public enum Kind {
    /** Spawned in a group. */
    TASK,

    /** A group. */
    GROUP,

    /** A wait that no task began. */
    WAIT,

    /** Whatever else is begun and ends: a race, a retry, a deadline, a shield. */
    OPERATION
  }

  static TaskNode of(TreeNode node) {
    return new TaskNode(
        node.name,
        Kind.valueOf(node.kind.name()),
        TaskState.valueOf(node.stage.name()),
        node.hasBodyEnded,
        unless(TreeNode.UNKNOWN, node.age),
        unless(Long.MAX_VALUE, node.timeLeft),
        node.waits.stream().map(TaskWait::of).toList(),
        Optional.ofNullable(node.thread).map(thread -> thread.name),
        node.thread == null ? List.of() : node.thread.stack,
        node.site,
        node.children.stream().map(TaskNode::of).toList(),
        node.more);
  }

  static Optional<Duration> unless(long none, long nanos) {
    return nanos == none ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }
}
