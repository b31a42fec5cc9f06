package dev.corral.trees;

import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.TaskTree;
import dev.corral.sync.AsyncLock;
import java.util.concurrent.CountDownLatch;

/** A process whose tasks wait for a lock that is never given back. */
final class StuckService {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private StuckService() {}

  public static void main(String[] args) throws InterruptedException {
    AsyncLock stock = new AsyncLock("stock");
    CountDownLatch held = new CountDownLatch(1);
    TaskGroup orders = TaskGroup.open(GroupOptions.named("orders"));
    orders.spawn(
        "refill",
        Task.action(
            () -> {
              stock.acquireBlocking();
              held.countDown();
              NEVER.await();
            }));
    held.await();
    orders.spawn("reserve", stock::acquire).whenComplete((permit, failure) -> {});
    while (TaskTree.of(orders)
        .toString()
        .lines()
        .noneMatch(line -> line.contains("waits for lock"))) {
      Thread.onSpinWait();
    }
    System.out.println("stuck");
    NEVER.await();
  }
}
