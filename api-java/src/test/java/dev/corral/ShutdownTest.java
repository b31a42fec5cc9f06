package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueOptions;
import dev.corral.stream.AsyncStream;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinWorkerThread;
import kotlinx.coroutines.Dispatchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Corral#shutdown} ends the engine of the whole process: each test has one of its own. */
@Timeout(120)
class ShutdownTest {
  @Test
  void tasksFinishOrAreCancelledAndThoseThatIgnoreItAreNamed() throws Exception {
    assertThat(ChildJvm.outputOf(Members.class))
        .containsExactly(
            "ignored [deaf, waiting]",
            "running [deaf]",
            "polite COMPLETED",
            "waiting CANCELLED",
            "deaf COMPLETED",
            "java.lang.IllegalStateException: Corral was shut down",
            "java.lang.IllegalStateException: Corral was shut down");
  }

  @Test
  void aSecondShutdownAnswersToo() throws Exception {
    assertThat(ChildJvm.outputOf(Twice.class)).containsExactly("clean true", "clean true");
  }

  @Test
  void aTaskThatWaitsForTheShutdownIsRefused() throws Exception {
    assertThat(ChildJvm.outputOf(Inside.class))
        .containsExactly(
            "java.lang.IllegalStateException: 'asker' waits for 'root', which cannot end before"
                + " it");
  }

  @Test
  void nothingToWaitForIsClean() throws Exception {
    assertThat(ChildJvm.outputOf(Nothing.class)).containsExactly("[] []");
  }

  @Test
  void itIsAskedForByATaskThatDoesNotWaitForIt() throws Exception {
    assertThat(ChildJvm.outputOf(Asked.class)).containsExactly("clean true");
  }

  @Test
  void groupsStreamsAndWaitsOfAnyConfigurationEnd() throws Exception {
    assertThat(ChildJvm.outputOf(Kinds.class))
        .containsExactly(
            "ignored [configured, forEach, wait for queue 'jobs']",
            "running []",
            "opened true",
            "spawned from outside: java.lang.IllegalStateException");
  }

  @Test
  void itsThreadsAreDaemonsAndGoneAfterwards() throws Exception {
    assertThat(ChildJvm.outputOf(Threads.class))
        .containsExactly(
            "before: named, daemons", "left: kotlinx's", "after Dispatchers.shutdown: none");
  }

  /** One that finishes when asked, one that answers to its interrupt, one that does neither. */
  static final class Members {
    private static volatile boolean released;

    public static void main(String[] args) throws Exception {
      CountDownLatch begun = new CountDownLatch(3);
      TaskHandle<Void> polite = Corral.submit(Task.action(() -> politely(begun)).named("polite"));
      TaskHandle<Void> waiting = Corral.submit(Task.action(() -> waiting(begun)).named("waiting"));
      TaskHandle<Void> deaf = Corral.submit(Task.action(() -> deaf(begun)).named("deaf"));
      begun.await();
      StopReport report = Corral.shutdown(Duration.ofMillis(300)).join();
      System.out.println("ignored " + report.ignored().stream().sorted().toList());
      System.out.println("running " + report.running());
      released = true;
      deaf.join();
      for (TaskHandle<Void> task : List.of(polite, waiting, deaf)) {
        System.out.println(task.name() + " " + task.taskState());
      }
      printRefusal(() -> Corral.submit(() -> Subject.done(1)));
      printRefusal(() -> TaskGroup.run(group -> Subject.done(1)));
    }

    private static void politely(CountDownLatch begun) {
      begun.countDown();
      Await.until(() -> Corral.isStopping());
    }

    private static void waiting(CountDownLatch begun) throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
    }

    private static void deaf(CountDownLatch begun) {
      begun.countDown();
      Await.uninterruptiblyUntil(() -> released);
    }

    private static void printRefusal(Runnable call) {
      try {
        call.run();
        System.out.println("accepted");
      } catch (IllegalStateException e) {
        System.out.println(e);
      }
    }
  }

  /** Nothing runs, and it is asked twice. */
  static final class Twice {
    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        StopReport report = Corral.shutdown(Duration.ofSeconds(10)).join();
        System.out.println("clean " + report.isClean());
      }
    }
  }

  /** A task shuts down what it is part of, and waits for it. */
  static final class Inside {
    public static void main(String[] args) throws Exception {
      Task<StopReport> asker = Task.blocking(() -> Corral.shutdown(Duration.ofSeconds(100)).join());
      try {
        Corral.submit(asker.named("asker")).joinOrThrow();
      } catch (IllegalStateException e) {
        System.out.println(e);
      }
    }
  }

  /** No grace, and nothing that would need it but a group that was left open. */
  static final class Nothing {
    public static void main(String[] args) {
      TaskGroup group = TaskGroup.open();
      StopReport report = Corral.shutdown(Duration.ZERO).join();
      System.out.println(report.ignored() + " " + report.running());
      group.close();
    }
  }

  /** A task shuts everything down, and ends. */
  static final class Asked {
    public static void main(String[] args) {
      CorralFuture<StopReport> report =
          Corral.submit(Task.compute(() -> List.of(Corral.shutdown(Duration.ofSeconds(100)))))
              .join()
              .get(0);
      System.out.println("clean " + report.join().isClean());
    }
  }

  /** Whatever can be under way. */
  static final class Kinds {
    public static void main(String[] args) throws Exception {
      CorralConfig config = CorralConfig.defaults().blockingLimit(2);
      CountDownLatch begun = new CountDownLatch(1);
      TaskGroup opened = TaskGroup.open(GroupOptions.named("opened").config(config));
      TaskGroup.runAll(
          GroupOptions.named("configured").config(config),
          group ->
              group.spawnAction(
                  () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                  }));
      AsyncStream.interval(Duration.ofMillis(1)).forEach(tick -> {});
      AsyncQueue.<String>bounded(1, QueueOptions.named("jobs")).get();
      begun.await();
      StopReport report = Corral.shutdown(Duration.ofMillis(100)).join();
      System.out.println("ignored " + report.ignored().stream().sorted().toList());
      System.out.println("running " + report.running());
      opened.join();
      System.out.println("opened " + opened.tasks().isEmpty());
      try {
        opened.spawn(() -> Subject.done(1));
      } catch (IllegalStateException e) {
        System.out.println("spawned from outside: " + e.getClass().getName());
      }
    }
  }

  /** What threads there are, before and after. */
  static final class Threads {
    public static void main(String[] args) throws Exception {
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      CorralConfig config = CorralConfig.defaults().blockingLimit(2);
      CountDownLatch begun = new CountDownLatch(20);
      CountDownLatch leave = new CountDownLatch(1);
      for (int i = 0; i < 20; i++) {
        TaskGroup.runAll(
            i % 10 == 0 ? GroupOptions.named("configured").config(config) : GroupOptions.named("g"),
            group ->
                group.spawnAction(
                    () -> {
                      Corral.delay(Duration.ofMillis(1)).join();
                      begun.countDown();
                      leave.await();
                    }));
      }
      begun.await();
      Set<Thread> during = othersThan(before);
      boolean named =
          during.stream()
              .allMatch(
                  thread ->
                      thread.isDaemon()
                          && thread.getName().matches("corral-timer|DefaultDispatcher-worker-.*"));
      System.out.println("before: " + (named ? "named, daemons" : during));
      leave.countDown();
      Corral.shutdown(Duration.ofSeconds(100)).join();
      Await.until(() -> allKotlinx(othersThan(before)));
      System.out.println("left: kotlinx's");
      Dispatchers.INSTANCE.shutdown();
      Await.until(() -> othersThan(before).isEmpty());
      System.out.println("after Dispatchers.shutdown: none");
    }

    private static boolean allKotlinx(Set<Thread> threads) {
      return threads.stream().allMatch(thread -> thread.getName().startsWith("DefaultDispatcher-"));
    }

    private static Set<Thread> othersThan(Set<Thread> before) {
      Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
      threads.removeAll(before);
      threads.removeIf(Threads::isForVirtualThreads);
      return threads;
    }

    /** The JDK's own, which it keeps. */
    private static boolean isForVirtualThreads(Thread thread) {
      return thread instanceof ForkJoinWorkerThread
          || thread.getName().startsWith("VirtualThread-");
    }
  }
}
