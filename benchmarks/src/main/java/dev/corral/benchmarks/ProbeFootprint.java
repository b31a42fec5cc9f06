package dev.corral.benchmarks;

import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.CorralMetrics;
import dev.corral.diagnostics.ObservedTasks;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.Tracking;
import dev.corral.sync.AsyncLock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jdk.jfr.Recording;

/**
 * Do probes keep hold of what has ended? Prints the heap in use after collections: before, after
 * twenty thousand tasks and after a million with every probe on, and after as many with all of them
 * off again.
 *
 * <pre>{@code
 * java -Xmx1g -cp benchmarks/target/benchmarks.jar dev.corral.benchmarks.ProbeFootprint
 * }</pre>
 */
public final class ProbeFootprint {
  private static final int FEW = 20_000;
  private static final int MANY = 1_000_000;
  private static final int GROUP = 1000;

  private final AsyncLock lock = new AsyncLock("lock");

  private ProbeFootprint() {}

  /** Takes a quarter of a minute. */
  public static void main(String[] args) throws Exception {
    new ProbeFootprint().run();
  }

  @SuppressWarnings("try")
  private void run() throws Exception {
    GroupOptions plain = GroupOptions.named("group");
    GroupOptions tracked = plain.config(CorralConfig.defaults().trackingLeaks(LeakLevel.ALL));
    tasks(FEW, plain);
    print("no probe yet");

    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(context -> true);
    TaskTree.track(Tracking.SITES);
    try (CorralMetrics metrics = new CorralMetrics();
        AutoCloseable observing = ObservedTasks.with(observations);
        Recording recording = new Recording()) {
      metrics.bindTo(new SimpleMeterRegistry());
      recording.setMaxSize(20_000_000);
      recording.enable("dev.corral.Begun").withStackTrace();
      recording.start();
      tasks(FEW, tracked);
      print(FEW + " tasks, every probe on");
      tasks(MANY, tracked);
      print(MANY + " tasks more");
    }
    TaskTree.track(Tracking.OFF);
    tasks(MANY, plain);
    print(MANY + " tasks, every probe off again");
  }

  private void tasks(int count, GroupOptions options) {
    for (int done = 0; done < count; done += GROUP) {
      TaskGroup.runAll(
              options,
              group -> {
                for (int i = 0; i < GROUP; i++) {
                  group.spawn(() -> lock.acquire().thenAccept(permit -> permit.close()));
                }
              })
          .join();
    }
  }

  private static void print(String when) throws InterruptedException {
    System.out.printf("%-36s %6d KiB%n", when, Footprint.usedHeap() / 1024);
  }
}
