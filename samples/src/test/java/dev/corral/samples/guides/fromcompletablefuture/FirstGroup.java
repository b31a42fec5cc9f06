package dev.corral.samples.guides.fromcompletablefuture;

import static dev.corral.Corral.failAfter;

import dev.corral.CorralFuture;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Two things at once, under one deadline. */
public class FirstGroup {
  public static void main(String[] args) {
    CorralFuture<String> line =
        failAfter(
            Duration.ofSeconds(2),
            () ->
                TaskGroup.run(
                    group -> {
                      TaskHandle<String> name = group.spawn(() -> nameOf(7));
                      TaskHandle<Integer> orders = group.spawnBlocking(() -> ordersOf(7));
                      return name.thenCombine(orders, (n, o) -> n + " has " + o + " orders");
                    }));
    System.out.println(line.join());
  }

  /** Stands for an HTTP client: asynchronous. */
  static CompletableFuture<String> nameOf(int id) {
    return CompletableFuture.supplyAsync(() -> "customer " + id);
  }

  /** Stands for JDBC: blocks, and may throw what it likes. */
  static int ordersOf(int id) throws Exception {
    return 3;
  }
}
