package dev.corral.benchmarks;

import dev.corral.Task;
import dev.corral.TaskGroup;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * How much heap does a task take that waits for something?
 *
 * <p>Not a timing: counts the heap in use after collections, before and after starting the tasks.
 *
 * <pre>{@code
 * java -Xmx4g -XX:+UseSerialGC -cp benchmarks/target/benchmarks.jar dev.corral.benchmarks.Footprint 100000
 * }</pre>
 */
public final class Footprint {
  private Footprint() {}

  /** Something that keeps tasks waiting; closing it ends them. */
  @FunctionalInterface
  interface Peer {
    AutoCloseable start(int tasks) throws Exception;
  }

  /** Prints bytes per waiting task; the first argument is how many to start. */
  public static void main(String[] args) throws Exception {
    print(peers(), args.length == 0 ? 100_000 : Integer.parseInt(args[0]));
  }

  static Map<String, Peer> peers() {
    Map<String, Peer> peers = new LinkedHashMap<>();
    peers.put("future alone, as the user's body creates it", Footprint::futures);
    peers.put("corral spawn, the user's future included", Footprint::corral);
    peers.put("raw launch { awaitCancellation() }", RawCancel::waiting);
    peers.put("raw launch { future.await() }, the future included", RawCancel::awaitingFutures);
    return peers;
  }

  static void print(Map<String, Peer> peers, int tasks) throws Exception {
    System.out.printf("%s, %d tasks%n", System.getProperty("java.vm.version"), tasks);
    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
      // The first count pays for the classes.
      bytesPerTask(peer.getValue(), tasks);
      System.out.printf(
          "%-52s %6.0f B/task%n", peer.getKey(), bytesPerTask(peer.getValue(), tasks));
    }
  }

  static double bytesPerTask(Peer peer, int tasks) throws Exception {
    for (int i = 0; i < 3; i++) {
      peer.start(tasks).close();
    }
    long before = usedHeap();
    try (AutoCloseable running = peer.start(tasks)) {
      double used = usedHeap() - before;
      if (running == null) {
        throw new IllegalStateException("collected too early");
      }
      return used / tasks;
    }
  }

  static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static AutoCloseable futures(int tasks) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      all[i] = new CompletableFuture<>();
    }
    return () -> Arrays.fill(all, null);
  }

  private static AutoCloseable corral(int tasks) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    TaskGroup group = TaskGroup.open();
    Task<Object> body =
        () -> {
          begun.countDown();
          return new CompletableFuture<>();
        };
    for (int i = 0; i < tasks; i++) {
      group.spawn(body);
    }
    begun.await();
    return group;
  }
}
