package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Corral#shutdown} ends the engine of the whole process: each test has one of its own. */
@Timeout(120)
class ShutdownTest {
  @Test
  void tasksFinishOrAreCancelledAndThoseThatIgnoreItAreNamed(@TempDir Path dir) throws Exception {
    assertThat(outputOf(Members.class, dir))
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
  void aSecondShutdownAnswersToo(@TempDir Path dir) throws Exception {
    assertThat(outputOf(Twice.class, dir)).containsExactly("clean true", "clean true");
  }

  @Test
  void aTaskThatWaitsForTheShutdownIsRefused(@TempDir Path dir) throws Exception {
    assertThat(outputOf(Inside.class, dir))
        .containsExactly(
            "java.lang.IllegalStateException: 'asker' waits for 'root', which cannot end before"
                + " it");
  }

  private static List<String> outputOf(Class<?> main, Path dir) throws Exception {
    Path output = dir.resolve("output");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-ea",
                "-cp",
                classPath(),
                main.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, SECONDS)).as("it ends by itself").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    return Files.readAllLines(output);
  }

  /** This JVM's, whether its tests run on a class path or on a module path. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        "target/test-classes",
        "target/classes",
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"));
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
      while (!Corral.isStopping()) {
        Thread.onSpinWait();
      }
    }

    private static void waiting(CountDownLatch begun) throws InterruptedException {
      begun.countDown();
      new CountDownLatch(1).await();
    }

    private static void deaf(CountDownLatch begun) {
      begun.countDown();
      while (!released) {
        Thread.onSpinWait();
      }
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
}
