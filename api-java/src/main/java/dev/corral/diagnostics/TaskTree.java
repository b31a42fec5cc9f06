package dev.corral.diagnostics;

import static java.util.Objects.requireNonNull;

import dev.corral.TaskGroup;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Trees;
import dev.corral.engine.kernel.TreeSnapshot;
import java.util.List;

/**
 * Who is alive, and why: every group and task that has not ended, what it waits for, where its
 * thread is. Immutable.
 *
 * <pre>{@code
 * log.info(TaskTree.capture().toString());
 * }</pre>
 *
 * <pre>{@literal
 * checkout (group, running, 800 ms left)
 * ├─ charge (task, running)
 * │       on thread 'DefaultDispatcher-worker-3', timed waiting
 * │         at java.lang.Thread.sleep(Native Method)
 * │         at shop.Payments.charge(Payments.java:42)
 * └─ reserve (task, running)
 *         waits for lock 'stock', held by 'refill'
 * }</pre>
 *
 * <p>It can be taken at any time, from any thread, and stops nobody: each task is as it was when
 * the walk came by, so two of them need not have been so at the same moment. What has ended before
 * {@link #capture} is called is not in it.
 *
 * <p>Names, states, deadlines, threads and their stacks, and what threads and the stages of bodies
 * wait for are known anyway. How old something is, where it was begun, and what suspended
 * coroutines of Kotlin's wait for is known of what began while {@linkplain #track tracking} was on;
 * what is not known is left out. A {@link TaskTreeBean} shows it from outside of the process.
 */
public final class TaskTree {
  private final TreeSnapshot snapshot;

  private TaskTree(TreeSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** {@return everything that is alive in this process, up to a thousand nodes} */
  public static TaskTree capture() {
    return capture(TreeSnapshot.DEFAULT_LIMIT);
  }

  /**
   * Everything that is alive in this process.
   *
   * @param limit so many nodes at most, 1 or more; of the children of one, a tenth of that, the
   *     oldest
   * @return the tree
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static TaskTree capture(int limit) {
    return new TaskTree(TreeSnapshot.ofProcess(limit));
  }

  /**
   * {@code group} and what is below it, up to a thousand nodes; empty if it has ended.
   *
   * @param group the group
   * @return the tree
   */
  public static TaskTree of(TaskGroup group) {
    return of(group, TreeSnapshot.DEFAULT_LIMIT);
  }

  /**
   * {@code group} and what is below it; empty if it has ended.
   *
   * @param group the group
   * @param limit so many nodes at most, 1 or more; of the children of one, a tenth of that, the
   *     oldest
   * @return the tree
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static TaskTree of(TaskGroup group, int limit) {
    return new TaskTree(TreeSnapshot.of(Waits.root().scope(requireNonNull(group, "group")), limit));
  }

  /**
   * Notes so much of what begins from now on, for trees to tell; for the whole process. At first it
   * is what the system property {@code dev.corral.tasks} says: {@code ages}, {@code sites}, or
   * {@code off}, as if it were not set. Off it costs nothing; on it costs each task an object, and
   * with {@link Tracking#SITES} a stack.
   *
   * @param tracking how much
   */
  public static void track(Tracking tracking) {
    Trees.track(tracking.name());
  }

  /** {@return how much is noted of what begins} */
  public static Tracking tracking() {
    return Tracking.valueOf(Trees.tracking());
  }

  /** {@return what is at the top, the oldest first; below that {@link TaskNode#children}} */
  public List<TaskNode> nodes() {
    return snapshot.nodes.stream().map(TaskNode::of).toList();
  }

  /** {@return how many more there are at the top, beside those in {@link #nodes}} */
  public int more() {
    return snapshot.more;
  }

  /**
   * The same as JSON, in ASCII: an object with {@code tracking}, a list {@code tree} of what is at
   * the top, and {@code more}. Each node has {@code id} (hexadecimal; two may share one, if
   * rarely), {@code name}, {@code kind}, {@code state}, {@code bodyEnded}, and where there is
   * something to say {@code ageMillis}, {@code timeLeftMillis}, {@code waits} (a list of objects
   * with {@code for}, {@code holders}, {@code millis}, {@code timeLeftMillis}), {@code thread}
   * ({@code name}, {@code state}, {@code stack}), {@code site} (a list of lines), {@code children},
   * and {@code more}, how many are not shown. Members come in this order; later versions may add
   * some.
   *
   * @return the JSON
   */
  public String toJson() {
    return Trees.json(snapshot);
  }

  /** Lines for a terminal; what moves a terminal's cursor is escaped in names. */
  @Override
  public String toString() {
    return Trees.text(snapshot);
  }
}
