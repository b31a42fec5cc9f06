package dev.corral;

import dev.corral.rules.KotlinDocs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KotlinDocsTest {
  /** Of Kotlin's share; the rest is Javadoc's, which the build runs. */
  @Test
  void everyExtensionIsDocumented() throws IOException {
    Path main = Path.of("src", "main");
    KotlinDocs.check(main.resolve(Path.of("java", "module-info.java")), main.resolve("kotlin"));
  }
}
