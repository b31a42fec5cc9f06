package dev.corral.samples.guides.fromstructuredtaskscope;

import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import java.time.Duration;

/** Two blocking calls at once, in a block, under one deadline. */
public class FirstScope {
  public static void main(String[] args) throws Exception {
    System.out.println(line(7));
  }

  static String line(int id) throws Exception {
    GroupOptions options = GroupOptions.named("line").timeout(Duration.ofSeconds(2));
    try (TaskGroup group = TaskGroup.open(options)) {
      TaskHandle<String> name = group.spawnBlocking(() -> nameOf(id));
      TaskHandle<Integer> orders = group.spawnBlocking(() -> ordersOf(id));
      group.joinOrThrow();
      return name.resultNow() + " has " + orders.resultNow() + " orders";
    }
  }

  /** Stands for a call that blocks, and may throw what it likes. */
  static String nameOf(int id) throws Exception {
    return "customer " + id;
  }

  static int ordersOf(int id) throws Exception {
    return 3;
  }
}
