package dev.corral.samples.guides.testing;

import dev.corral.rules.Guides;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InterleavingsGuideTest {
  @Test
  void theCodeOfTheGuideIsThatOfTheseTests() throws Exception {
    Path here = Path.of("dev", "corral", "samples", "guides", "testing");
    Guides.check(
        Path.of("..", "docs", "guides", "testing-interleavings.md"),
        Path.of("src", "test", "java").resolve(here),
        Path.of("src", "test", "kotlin").resolve(here));
  }
}
