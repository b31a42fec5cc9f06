package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lines of files and of programs. */
@Timeout(60)
class LinesTest {
  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }

  @Test
  void splitsAsABufferedReaderDoes() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      StringBuilder text = new StringBuilder();
      int parts = random.nextInt(round < 20 ? 12 : 6);
      for (int i = 0; i < parts; i++) {
        text.append("ä".repeat(random.nextInt(round < 20 ? 4 : 50_000)));
        text.append(List.of("\n", "\r", "\r\n", "\n\n", "x").get(random.nextInt(5)));
      }
      Path path = file(text.toString());
      assertThat(AsyncStream.lines(path).toList().join()).isEqualTo(Files.readAllLines(path));
    }
  }

  @Test
  void readsOnlyWhatIsAskedForAndClosesTheFile() throws IOException {
    Path path = file("a\nb\n".repeat(200_000));
    assertThat(AsyncStream.lines(path).take(3).toList().join()).containsExactly("a", "b", "a");
    assertThat(AsyncStream.lines(path).count().join()).isEqualTo(400_000);
    assertThat(openFiles(path)).isZero();
  }

  /** How often this process has {@code path} open, where that can be seen. */
  private static long openFiles(Path path) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (var open = Files.list(descriptors)) {
      return open.filter(
              descriptor -> {
                try {
                  return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
                } catch (IOException e) {
                  return false;
                }
              })
          .count();
    }
  }

  @Test
  void whatCannotBeReadFailsTheStream() throws IOException {
    assertThatThrownBy(() -> AsyncStream.lines(directory.resolve("none")).count().joinOrThrow())
        .isInstanceOf(NoSuchFileException.class);
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'a', '\n', (byte) 0xe4, '\n'});
    assertThatThrownBy(() -> AsyncStream.lines(latin).count().joinOrThrow())
        .isInstanceOf(MalformedInputException.class);
    assertThat(AsyncStream.lines(latin, StandardCharsets.ISO_8859_1).toList().join())
        .containsExactly("a", "ä");
    assertThat(openFiles(latin)).isZero();
  }

  private static AsyncStream<String> shell(String script) {
    return AsyncStream.linesOf(new ProcessBuilder("sh", "-c", script));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aProgramsLinesComeAsTheyAreWritten() throws Exception {
    AsyncStream<String> stream = shell("echo a; echo b; echo noise >&2");
    assertThat(stream.toList().join()).containsExactly("a", "b");
    assertThat(stream.toList().join()).containsExactly("a", "b");
    // Of a program that goes on: the first line is there before its end.
    assertThat(shell("echo first; exec sleep 1000").first().join()).contains("first");
    // Its standard error is read, however much it has to say.
    assertThat(shell("head -c 300000 /dev/zero >&2; echo said").toList().join())
        .containsExactly("said");
    Process process = new ProcessBuilder("sh", "-c", "echo once").start();
    AsyncStream<String> once = AsyncStream.linesOf(process);
    assertThat(once.toList().join()).containsExactly("once");
    assertThatThrownBy(() -> once.toList().joinOrThrow()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void anExitCodeIsAFailure() {
    assertThatThrownBy(() -> shell("echo a; echo why >&2; exit 3").toList().joinOrThrow())
        .isInstanceOfSatisfying(
            ProcessFailedException.class, e -> assertThat(e.code()).isEqualTo(3))
        .hasMessageContaining("ended with 3: why");
    assertThatThrownBy(
            () -> AsyncStream.linesOf(new ProcessBuilder("no such")).count().joinOrThrow())
        .isInstanceOf(IOException.class);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void cancelledItEndsTheProgramAndWhatThatBegan() throws Exception {
    CompletableFuture<Long> shell = new CompletableFuture<>();
    CorralFuture<Void> run =
        shell("sleep 1000 & echo $$; wait; echo never")
            .forEach(line -> shell.complete(Long.parseLong(line)));
    ProcessHandle handle = ProcessHandle.of(shell.join()).orElseThrow();
    run.cancel();
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(handle.isAlive()).isFalse();
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Void> stubborn =
        shell("trap '' TERM; echo x; while true; do sleep 0.1; done")
            .forEach(line -> begun.countDown());
    begun.await();
    stubborn.cancel();
    assertThatThrownBy(stubborn::joinOrThrow).isInstanceOf(CancellationException.class);
  }
}
