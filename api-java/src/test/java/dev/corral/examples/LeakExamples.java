package dev.corral.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralConfig;
import dev.corral.LeakLevel;
import dev.corral.LeakReport;
import dev.corral.diagnostics.LeakTracker;
import dev.corral.diagnostics.OpenResource;
import dev.corral.examples.Shop.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of what finds leaks. */
@Timeout(60)
class LeakExamples {
  private final Log log = new Log();

  static final class Spool implements AutoCloseable {
    private final FileChannel channel;

    Spool(Path file) throws IOException {
      channel = FileChannel.open(file);
      LeakTracker.track(this, "file", file.toString());
    }

    public void close() throws IOException {
      LeakTracker.untrack(this);
      channel.close();
    }
  }

  @Test
  void tracked(@TempDir Path dir) throws IOException {
    new Spool(Files.createFile(dir.resolve("spool"))).close();
    for (OpenResource open : LeakTracker.live()) {
      log.info(open + ", made at " + open.site().stream().findFirst().orElse(null));
    }
    assertThat(log.lines).noneMatch(line -> line.contains("spool"));
  }

  @Test
  void configured() {
    CorralConfig inProduction =
        CorralConfig.defaults()
            .trackingLeaks(LeakLevel.SAMPLED)
            .leaksOlderThan(Duration.ofMinutes(10));
    CorralConfig inTests =
        CorralConfig.defaults()
            .trackingLeaks(LeakLevel.ALL)
            .onLeak(
                (LeakReport leak) ->
                    log.info(leak.cause() + ": " + leak.kind() + " " + leak.name()));
    assertThat(inProduction).isNotSameAs(inTests);
    assertThat(log.lines).isEmpty();
  }
}
