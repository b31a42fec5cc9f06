package dev.corral.examples;

import dev.corral.rules.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void everyPublicTypeIsShownInCodeThatIsCompiled() throws IOException {
    Path main = Path.of("src", "main");
    Examples.everywhere()
        .check(
            main.resolve(Path.of("java", "module-info.java")),
            List.of(main.resolve("java"), main.resolve("kotlin")),
            List.of(Path.of("src", "test")));
  }
}
