package dev.corral.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test run that leaves a thread or a child process behind.
 *
 * <p>What runs after the last test and did not run before the first has ten seconds to end. Threads
 * that the JDK and libraries keep for the life of the process are let be.
 */
public final class NothingLeftRunning implements LauncherSessionListener {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Names of threads that live as long as the process, by design of who starts them. */
  private static final List<String> KEPT =
      List.of(
          "DefaultDispatcher-worker-",
          "corral-leaks",
          "kotlinx.coroutines.DefaultExecutor",
          "ForkJoinPool.commonPool-",
          "CompletableFutureDelayScheduler",
          "ProgressBar",
          "AsynchronousFileChannel-",
          "JFR ",
          // Until its client, which cannot be closed before JDK 21, is collected.
          "HttpClient-",
          // Of Selenium, for a minute.
          "UrlChecker-",
          "surefire-");

  /**
   * Thread groups that hold the JDK's own threads: cleaners, the reaper of processes, carriers of
   * virtual threads.
   */
  private static final Set<String> KEPT_GROUPS =
      Set.of("system", "InnocuousThreadGroup", "CarrierThreads");

  private Set<Thread> threadsBefore = Set.of();

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    threadsBefore = threads().collect(Collectors.toSet());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    long start = System.nanoTime();
    List<String> left = left();
    while (!left.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      left = left();
    }
    if (!left.isEmpty()) {
      throw new AssertionError("left running by the tests:\n" + String.join("\n", left));
    }
  }

  private List<String> left() {
    List<String> left = new ArrayList<>();
    threads()
        .filter(thread -> !threadsBefore.contains(thread))
        .filter(thread -> !isKept(thread))
        .forEach(thread -> left.add(describe(thread)));
    ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .forEach(child -> left.add("process " + child.pid() + " " + child.info()));
    return left;
  }

  private static Stream<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread != Thread.currentThread());
  }

  private static boolean isKept(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || KEPT_GROUPS.contains(group.getName())
        || KEPT.stream().anyMatch(thread.getName()::startsWith);
  }

  private static String describe(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .limit(12)
        .map(frame -> "\n    at " + frame)
        .collect(Collectors.joining("", thread + " " + thread.getState(), ""));
  }
}
