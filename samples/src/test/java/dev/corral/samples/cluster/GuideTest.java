package dev.corral.samples.cluster;

import dev.corral.rules.Guides;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GuideTest {
  @Test
  void theCodeOfTheGuideIsThatOfTheSample() throws Exception {
    Path samples = Path.of("dev", "corral", "samples", "cluster");
    Guides.check(
        Path.of("..", "docs", "guides", "cluster.md"),
        Path.of("src", "main", "java").resolve(samples),
        Path.of("src", "main", "kotlin").resolve(samples),
        Path.of("src", "test", "java").resolve(samples));
  }
}
