package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test that leaves something behind: processes, threads, descriptors, files of the
 * virtual machine's.
 */
final class Remains implements BeforeEachCallback, AfterEachCallback {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private Set<String> pipesBefore = Set.of();
  private Set<String> filesBefore = Set.of();
  private Set<Thread> threadsBefore = Set.of();

  @Override
  public void beforeEach(ExtensionContext context) {
    pipesBefore = pipes();
    filesBefore = files();
    threadsBefore = threads();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // The JDK gives the pipes of a process back on a thread of its own.
    long start = System.nanoTime();
    while (!left().isEmpty() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
      Thread.onSpinWait();
    }
    assertThat(left()).isEmpty();
  }

  private Set<String> left() {
    Set<String> left = new TreeSet<>();
    ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .forEach(child -> left.add("process " + child.pid() + " " + child.info()));
    pipes().stream().filter(pipe -> !pipesBefore.contains(pipe)).forEach(left::add);
    files().stream().filter(file -> !filesBefore.contains(file)).forEach(left::add);
    threads().stream()
        .filter(thread -> !threadsBefore.contains(thread))
        .forEach(thread -> left.add(thread.toString()));
    return left;
  }

  private static Set<String> pipes() {
    if (!Files.exists(DESCRIPTORS)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.map(Remains::target)
          .filter(target -> target.startsWith("pipe:"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Where the virtual machine leaves files. */
  private static Set<String> files() {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    String user = "hsperfdata_" + System.getProperty("user.name");
    try (Stream<Path> all = Files.list(directory);
        Stream<Path> ours =
            Files.isDirectory(directory.resolve(user))
                ? Files.list(directory.resolve(user))
                : Stream.of()) {
      Set<String> files =
          all.map(Path::toString).filter(f -> f.contains("corral")).collect(Collectors.toSet());
      Set<String> children =
          ProcessHandle.current()
              .descendants()
              .map(child -> Long.toString(child.pid()))
              .collect(Collectors.toSet());
      ours.filter(file -> children.contains(file.getFileName().toString()))
          .forEach(file -> files.add(file.toString()));
      return files;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Threads of pools: the others are kept by the engine and the JDK. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(".*-\\d+(-errors)?"))
        .filter(thread -> !thread.getName().startsWith("DefaultDispatcher"))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
        .filter(thread -> !thread.getName().startsWith("process reaper"))
        .collect(Collectors.toSet());
  }
}
