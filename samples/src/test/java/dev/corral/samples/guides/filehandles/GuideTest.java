package dev.corral.samples.guides.filehandles;

import dev.corral.rules.Guides;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GuideTest {
  @Test
  void theCodeOfTheGuideIsThatOfTheTests() throws Exception {
    Guides.check(Path.of("..", "docs", "guides", "file-handles.md"), Path.of("src", "test"));
  }
}
