package dev.corral;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A JVM that a test starts, with a main class of its own, and what it printed. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader();
    // Whoever reads what it prints waits for its end.
    CompletableFuture.delayedExecutor(60, SECONDS)
        .execute(() -> process.toHandle().destroyForcibly());
  }

  /** Starts {@code main}, with {@code options} for its JVM. */
  public static ChildJvm start(Class<?> main, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-ea", "-cp", classPath()));
    command.addAll(List.of(options));
    command.add(main.getName());
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  public long pid() {
    return process.pid();
  }

  /** What {@code main} prints, if it ends by itself, well. */
  static List<String> outputOf(Class<?> main) throws Exception {
    try (ChildJvm child = start(main)) {
      List<String> printed = child.readAll();
      assertThat(child.exitStatus()).as("%s", printed).isZero();
      return printed;
    }
  }

  /** Waits until it has printed {@code line}, and asks it to end: SIGTERM. */
  ChildJvm terminateAfter(String line) throws IOException {
    awaitLine(line);
    // Not that of the process, which closes what it prints to.
    process.toHandle().destroy();
    return this;
  }

  /** Waits until it has printed {@code line}. */
  public void awaitLine(String line) throws IOException {
    String read = output.readLine();
    while (read != null && !read.equals(line)) {
      lines.add(read);
      read = output.readLine();
    }
    assertThat(read).as("%s", lines).isEqualTo(line);
  }

  /** Everything that it printed, or prints until it ends, but for the line that was waited for. */
  List<String> readAll() throws IOException {
    String read = output.readLine();
    while (read != null) {
      lines.add(read);
      read = output.readLine();
    }
    return lines;
  }

  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(60, SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
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
}
