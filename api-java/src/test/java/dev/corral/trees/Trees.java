package dev.corral.trees;

import dev.corral.diagnostics.TaskTree;
import dev.corral.testing.Await;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Trees as tests compare them. */
final class Trees {
  private Trees() {}

  /** The text without what differs from run to run, and from JDK to JDK: times, lines, threads. */
  static String stable(TaskTree tree) {
    return tree.toString()
        .replaceAll("\\d+ h \\d+ min|\\d+ min \\d+ s|\\d+ (ms|s)\\b", "N")
        .replaceAll("\\((\\w+\\.(kt|java):\\d+|Native Method|Unknown Source)\\)", "(…)")
        .replaceAll("on thread '[^']*'", "on thread 'T'")
        .replaceAll("lambda\\$\\w+\\$\\d+", "lambda")
        .replaceAll("-[0-9a-f]{2,8}\\b", "-ID")
        .replaceAll("\\(ages, .*\\)\n", "")
        .stripTrailing();
  }

  /** Takes trees until one looks as {@code expected}: what waits gets there in its own time. */
  static void await(String expected, Supplier<TaskTree> tree) {
    AtomicReference<String> seen = new AtomicReference<>();
    try {
      Await.until(
          () -> {
            seen.set(stable(tree.get()));
            return seen.get().equals(expected.stripTrailing());
          });
    } catch (AssertionError e) {
      throw new AssertionError("expected:\n" + expected + "\nbut saw:\n" + seen.get(), e);
    }
  }
}
