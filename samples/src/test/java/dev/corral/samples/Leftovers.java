package dev.corral.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The threads that a sample has left behind: those that are there when this is made do not count.
 */
public final class Leftovers {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

  /** Waits until every thread that began since has ended, but for those that are pooled. */
  public void assertNone() throws InterruptedException {
    long start = System.nanoTime();
    Set<Thread> left = left();
    while (!left.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS) {
      letGo();
      left.iterator().next().join(100);
      left = left();
    }
    assertThat(left).isEmpty();
  }

  /**
   * Before JDK 21 the thread of an HttpClient ends when the client is collected. What a pooled
   * thread ran last, and the client that it knows, may stay on its stack until it runs something
   * else.
   */
  private static void letGo() {
    for (int i = 0; i < 200; i++) {
      Corral.delay(Duration.ZERO).join();
    }
    System.gc();
  }

  private Set<Thread> left() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && !isPooled(thread))
        .collect(Collectors.toSet());
  }

  /** Threads that the process keeps, or that end when they have been idle for a while. */
  private static boolean isPooled(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || !group.equals(Thread.currentThread().getThreadGroup())
        || thread.getName().startsWith("junit-")
        || thread.getName().startsWith("DefaultDispatcher-worker-")
        || thread.getName().startsWith("kotlinx.coroutines.")
        || thread.getName().startsWith("corral-")
        || thread.getName().startsWith("ForkJoinPool.commonPool-")
        || thread.getName().startsWith("CompletableFutureDelayScheduler")
        || thread.getName().startsWith("AsynchronousFileChannel-")
        || thread.getName().equals("ProgressBar");
  }
}
