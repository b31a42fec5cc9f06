package dev.corral.diagnostics;

/**
 * What a management client, such as JConsole, sees of the tasks of a process. Each attribute is
 * counted when it is read, and is as of no one moment.
 *
 * <pre>{@code
 * TasksMXBean tasks =
 *     JMX.newMXBeanProxy(server, new ObjectName(TaskTreeBean.NAME), TasksMXBean.class);
 * log.info(tasks.getLiveTasks() + " tasks:\n" + tasks.text());
 * }</pre>
 */
public interface TasksMXBean {
  /** {@return groups that have not ended} */
  int getLiveGroups();

  /** {@return spawned tasks that have not ended} */
  int getLiveTasks();

  /** {@return blocking bodies at work} */
  int getBlockingRunning();

  /** {@return blocking bodies that wait for a thread} */
  int getBlockingWaiting();

  /** {@return bodies that were left behind after their cancellation and still run} */
  int getAbandoned();

  /** {@return how much is noted of what begins: {@code off}, {@code ages} or {@code sites}} */
  String getTracking();

  /**
   * Notes so much of what begins from now on: see {@link TaskTree#track}.
   *
   * @param tracking {@code off}, {@code ages} or {@code sites}
   */
  void setTracking(String tracking);

  /** {@return the tree as lines for a terminal: {@link TaskTree#toString}} */
  String text();

  /** {@return the tree as JSON: {@link TaskTree#toJson}} */
  String json();
}
