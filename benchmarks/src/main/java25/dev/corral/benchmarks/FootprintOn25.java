package dev.corral.benchmarks;

import dev.corral.TaskGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@link Footprint} of blocked bodies on virtual threads.
 *
 * <pre>{@code
 * java --enable-preview -Xmx4g -XX:+UseSerialGC -cp benchmarks/target/benchmarks.jar \
 *     dev.corral.benchmarks.FootprintOn25 100000
 * }</pre>
 */
public final class FootprintOn25 {
  private FootprintOn25() {}

  /** Prints bytes per waiting task; the first argument is how many to start. */
  public static void main(String[] args) throws Exception {
    Map<String, Footprint.Peer> peers = new LinkedHashMap<>();
    peers.put("virtual thread executor, asleep", FootprintOn25::virtualThreads);
    peers.put("corral spawnBlocking, asleep", FootprintOn25::corral);
    Footprint.print(peers, args.length == 0 ? 100_000 : Integer.parseInt(args[0]));
  }

  private static AutoCloseable virtualThreads(int tasks) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    for (int i = 0; i < tasks; i++) {
      executor.submit(
          () -> {
            CancelBlocking.sleep(begun);
            return 1;
          });
    }
    begun.await();
    return () -> {
      executor.shutdownNow();
      executor.close();
    };
  }

  private static AutoCloseable corral(int tasks) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    TaskGroup group = TaskGroup.open();
    for (int i = 0; i < tasks; i++) {
      group.spawnAction(() -> CancelBlocking.sleep(begun));
    }
    begun.await();
    return group;
  }
}
