package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Corral#shutdownOnExit}, in processes that are told to end. */
@Timeout(120)
class ShutdownOnExitTest {
  /** 128 and the number of SIGTERM. */
  private static final int TERMINATED = 143;

  private static List<String> terminated(Class<?> main) throws Exception {
    try (ChildJvm child = ChildJvm.start(main).terminateAfter("ready")) {
      List<String> printed = child.readAll();
      assertThat(child.exitStatus()).as("%s", printed).isEqualTo(TERMINATED);
      return printed;
    }
  }

  @Test
  void whatWasAcceptedFinishesAndNothingElseIsAccepted() throws Exception {
    assertThat(terminated(Serving.class)).containsExactly("clean true", "lost 0", "refused 4");
  }

  @Test
  void whoIgnoresItIsLoggedByName() throws Exception {
    List<String> printed = terminated(Deaf.class);
    assertThat(printed)
        .filteredOn(line -> line.startsWith("shutdown:"))
        .singleElement()
        .asString()
        .matches(
            "shutdown: had not finished within the grace, and were cancelled:"
                + " '(deaf', 'waiting|waiting', 'deaf)'; after [0-9]+ ms still running:"
                + " 'deaf'");
    assertThat(printed).anyMatch(line -> line.contains("Deaf.deaf("));
  }

  @Test
  void whoIgnoresItIsLoggedByALoggerThatStillHasAHandler() throws Exception {
    assertThat(terminated(Unlogged.class))
        .filteredOn(line -> line.contains("shutdown:"))
        .singleElement()
        .asString()
        .startsWith("WARNING: shutdown: had not finished within the grace, and were cancelled:")
        .contains("'deaf'", "'waiting'");
  }

  @Test
  void aHookThatWasWithdrawnDoesNothing() throws Exception {
    assertThat(terminated(Withdrawn.class)).isEmpty();
  }

  @Test
  void theEarlierGraceCounts() throws Exception {
    assertThat(terminated(Both.class)).containsExactlyInAnyOrder("shutdown done", "hook [waiting]");
  }

  @Test
  void theExitOfATaskKeepsItsStatus() throws Exception {
    try (ChildJvm child = ChildJvm.start(Exiting.class)) {
      assertThat(child.readAll()).containsExactly("running [exiting]");
      assertThat(child.exitStatus()).isEqualTo(3);
    }
  }

  @Test
  void theEndOfMainIsAnExitToo() throws Exception {
    assertThat(ChildJvm.outputOf(MainEnds.class))
        .containsExactly(
            "finished",
            "clean true",
            "refused java.lang.IllegalStateException: Corral was shut down",
            "refused java.lang.IllegalStateException: Shutdown in progress");
  }

  @Test
  void afterAnExplicitShutdownItHasNothingToDo() throws Exception {
    assertThat(ChildJvm.outputOf(Explicit.class))
        .containsExactly("explicit true", "hook true", "hook true");
  }

  @Test
  void argumentsAreChecked() {
    assertThatThrownBy(() -> Corral.shutdownOnExit(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grace: PT-1S is negative");
    assertThatThrownBy(() -> Corral.shutdownOnExit(null)).hasMessage("grace");
    assertThatThrownBy(() -> Corral.shutdownOnExit(null, report -> {})).hasMessage("grace");
    assertThatThrownBy(() -> Corral.shutdownOnExit(Duration.ZERO, null)).hasMessage("report");
    Registration hook = Corral.shutdownOnExit(Duration.ZERO);
    hook.close();
    hook.close();
  }

  /** Four threads that accept requests, each of several steps, until they are refused. */
  static final class Serving {
    private static final AtomicInteger ACCEPTED = new AtomicInteger();
    private static final AtomicInteger FINISHED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final List<Thread> ACCEPTORS = new ArrayList<>();

    public static void main(String[] args) {
      Corral.shutdownOnExit(Duration.ofSeconds(60), Serving::report);
      CountDownLatch warm = new CountDownLatch(500);
      for (int i = 0; i < 4; i++) {
        Thread acceptor = new Thread(() -> accept(warm));
        ACCEPTORS.add(acceptor);
        acceptor.start();
      }
      try {
        warm.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      System.out.println("ready");
    }

    private static void accept(CountDownLatch warm) {
      try {
        while (true) {
          ACCEPTED.incrementAndGet();
          CorralFuture<Integer> request = Corral.submit(Serving::serve);
          warm.countDown();
          if (ACCEPTED.get() - FINISHED.get() > 200) {
            request.join();
          }
        }
      } catch (IllegalStateException e) {
        ACCEPTED.decrementAndGet();
        REFUSED.incrementAndGet();
      }
    }

    private static CompletionStage<Integer> serve() {
      return Corral.delay(Duration.ofMillis(20))
          .thenCompose(
              v ->
                  TaskGroup.run(
                      group -> {
                        TaskHandle<Integer> first = group.spawnBlocking(() -> 1);
                        return Corral.delay(Duration.ofMillis(20))
                            .thenCompose(w -> group.spawn(() -> first))
                            .thenCompose(one -> group.spawnBlocking(() -> one + 1));
                      }))
          .thenCompose(
              two -> Corral.gather(() -> Subject.done(two), () -> Subject.done(3), Integer::sum))
          .thenApply(
              sum -> {
                FINISHED.incrementAndGet();
                return sum;
              });
    }

    private static void report(StopReport report) {
      for (Thread acceptor : ACCEPTORS) {
        try {
          acceptor.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      System.out.println("clean " + report.isClean());
      System.out.println("lost " + (ACCEPTED.get() - FINISHED.get()));
      System.out.println("refused " + REFUSED);
    }
  }

  /** One that answers to its interrupt, one that does not, with a log that was in use. */
  static class Deaf {
    public static void main(String[] args) throws Exception {
      System.getLogger("test").log(System.Logger.Level.INFO, "in use");
      serve();
    }

    static void serve() throws InterruptedException {
      Corral.shutdownOnExit(Duration.ofMillis(100));
      CountDownLatch begun = new CountDownLatch(2);
      Task<Void> waiting = Task.action(() -> waiting(begun));
      Task<Void> deaf = Task.action(() -> deaf(begun));
      Corral.submit(waiting.named("waiting"));
      Corral.submit(deaf.named("deaf"));
      begun.await();
      System.out.println("ready");
      new CountDownLatch(1).await();
    }

    static void waiting(CountDownLatch begun) throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
    }

    static void deaf(CountDownLatch begun) {
      begun.countDown();
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          // Deaf.
        }
      }
    }
  }

  /** The same, with a log that nobody has used before. */
  static final class Unlogged {
    public static void main(String[] args) throws Exception {
      Deaf.serve();
    }
  }

  static final class Withdrawn {
    public static void main(String[] args) throws Exception {
      Registration hook =
          Corral.shutdownOnExit(Duration.ofSeconds(100), report -> System.out.println(report));
      CountDownLatch begun = new CountDownLatch(1);
      Corral.submit(Task.action(() -> Deaf.waiting(begun)));
      begun.await();
      hook.close();
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }

  /** An explicit shutdown that would let it run for long, and then the hook. */
  static final class Both {
    public static void main(String[] args) throws Exception {
      CountDownLatch told = new CountDownLatch(1);
      Corral.shutdownOnExit(
          Duration.ofMillis(100),
          report -> {
            System.out.println("hook " + report.ignored());
            awaitQuietly(told);
          });
      CountDownLatch begun = new CountDownLatch(1);
      Task<Void> waiting = Task.action(() -> Deaf.waiting(begun));
      Corral.submit(waiting.named("waiting"));
      begun.await();
      CorralFuture<StopReport> explicit = Corral.shutdown(Duration.ofSeconds(100));
      System.out.println("ready");
      explicit.join();
      System.out.println("shutdown done");
      told.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A task that ends the process, which waits for the task, which waits for the process. */
  static final class Exiting {
    public static void main(String[] args) throws Exception {
      Corral.shutdownOnExit(
          Duration.ofMillis(100), report -> System.out.println("running " + report.running()));
      Task<Void> exiting = Task.action(() -> System.exit(3));
      Corral.submit(exiting.named("exiting")).join();
    }
  }

  static final class MainEnds {
    public static void main(String[] args) throws Exception {
      Corral.shutdownOnExit(Duration.ofSeconds(60), MainEnds::report);
      CountDownLatch begun = new CountDownLatch(1);
      Corral.submit(
          Task.action(
              () -> {
                begun.countDown();
                Await.until(() -> Corral.isStopping());
                System.out.println("finished");
              }));
      begun.await();
    }

    private static void report(StopReport report) {
      System.out.println("clean " + report.isClean());
      printRefusal(() -> Corral.submit(() -> Subject.done(1)));
      printRefusal(() -> Corral.shutdownOnExit(Duration.ZERO));
    }

    private static void printRefusal(Runnable call) {
      try {
        call.run();
        System.out.println("accepted");
      } catch (IllegalStateException e) {
        System.out.println("refused " + e);
      }
    }
  }

  /** Two hooks, and a shutdown before them. */
  static final class Explicit {
    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        Corral.shutdownOnExit(
            Duration.ofSeconds(100), report -> System.out.println("hook " + report.isClean()));
      }
      StopReport report = Corral.shutdown(Duration.ofSeconds(100)).join();
      System.out.println("explicit " + report.isClean());
    }
  }
}
