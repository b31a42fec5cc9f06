package dev.corral.samples.guides.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.Timeline;
import dev.corral.rules.Guides;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guides/timeline.md, compiled and run. */
@Timeout(60)
class TimelineGuideTest {
  @Test
  void theGuidesCodeIsThisCode() throws Exception {
    Path guide = Path.of("dev", "corral", "samples", "guides", "timeline");
    Guides.check(
        Path.of("..", "docs", "guides", "timeline.md"),
        Path.of("src", "test", "java").resolve(guide),
        Path.of("src", "test", "kotlin").resolve(guide));
  }

  @Test
  void aRecordingBecomesAPage(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("run.jfr");
    Path page = directory.resolve("run.html");
    try (Recording recording = new Recording()) {
      recording.start();
      frontPage().join();
      recording.dump(file);
    }
    Timeline.write(file, page);
    assertThat(page).content().contains("front page", "news");
  }

  private static CorralFuture<Void> frontPage() {
    return TaskGroup.runAll(
        GroupOptions.named("front page"), group -> group.spawnBlocking("news", () -> "none"));
  }
}
