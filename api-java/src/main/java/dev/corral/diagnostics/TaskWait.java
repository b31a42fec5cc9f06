package dev.corral.diagnostics;

import dev.corral.engine.kernel.TreeNode;
import dev.corral.engine.kernel.TreeWait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the body of a task waited for.
 *
 * <pre>{@code
 * for (TaskWait wait : node.waits()) {
 *   log.info(node.name() + " waits for " + wait.subject() + " of " + wait.holders());
 * }
 * }</pre>
 *
 * @param subject what it is: "lock 'accounts'", "'load user'"
 * @param holders the names of those who had it, or whose end it is; empty if that is not known
 * @param waited for how long; empty if that is not known
 * @param timeLeft until the wait would be given up, negative if that was due; empty if it had no
 *     limit of its own
 */
public record TaskWait(
    String subject, List<String> holders, Optional<Duration> waited, Optional<Duration> timeLeft) {
  /**
   * Copies the list.
   *
   * @param subject what it is: "lock 'accounts'", "'load user'"
   * @param holders the names of those who had it, or whose end it is; empty if that is not known
   * @param waited for how long; empty if that is not known
   * @param timeLeft until the wait would be given up, negative if that was due; empty if it had no
   *     limit of its own
   */
  public TaskWait {
    holders = List.copyOf(holders);
  }

  static TaskWait of(TreeWait wait) {
    return new TaskWait(
        wait.subject,
        wait.holders.stream().map(holder -> holder.name).toList(),
        TaskNode.unless(TreeNode.UNKNOWN, wait.waited),
        TaskNode.unless(Long.MAX_VALUE, wait.timeLeft));
  }
}
