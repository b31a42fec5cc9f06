package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Only the clock tells time: whatever else did would go on by real time in a test that moves it.
 */
class ClockScanTest {
  private static final Pattern TIME =
      Pattern.compile(
          "System\\.nanoTime|currentTimeMillis|Instant\\.now|LocalDateTime\\.now|Clock\\.system"
              + "|TimeSource|measureTime|parkNanos|parkUntil|Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep"
              + "|orTimeout\\(CompletableFuture|delayedExecutor\\(");

  /**
   * What may: the clock of real time, the kit, which waits for real threads, and recordings, which
   * are of real time.
   */
  private static final Set<String> ALLOWED =
      Set.of(
          "engine/kernel/Clock.kt",
          "engine/testing/VirtualClock.kt",
          "engine/testing/Move.kt",
          "engine/testing/Await.kt",
          "engine/diagnostics/Recorded.kt");

  @Test
  void nothingButTheClockTellsTime() throws IOException {
    List<String> found = new ArrayList<>();
    int read = 0;
    for (Path root :
        List.of(Path.of("src", "main"), Path.of("..", "engine-kotlin", "src", "main"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          read++;
          if (ALLOWED.stream().noneMatch(file.toString().replace('\\', '/')::endsWith)) {
            scan(file, found);
          }
        }
      }
    }
    assertThat(read).isGreaterThan(200);
    assertThat(found).isEmpty();
  }

  private static void scan(Path file, List<String> found) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean isComment = line.startsWith("*") || line.startsWith("/*") || line.startsWith("//");
      if (!isComment && TIME.matcher(line).find()) {
        found.add(file + ":" + (i + 1) + ": " + line);
      }
    }
  }
}
