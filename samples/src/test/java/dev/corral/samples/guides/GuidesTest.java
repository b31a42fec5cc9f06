package dev.corral.samples.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.rules.Guides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each page under docs/guides shows both languages, and code that the build compiles and runs. */
class GuidesTest {
  private static final Path PAGES = Path.of("..", "docs", "guides");
  private static final Path SAMPLES = Path.of("src");
  private static final Path TESTS_OF_THE_LIBRARY = Path.of("..", "api-java", "src", "test");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theCodeOfAPageIsCompiledAndRun(Path page) throws IOException {
    Guides.check(page, SAMPLES, TESTS_OF_THE_LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageShowsBothLanguages(Path page) throws IOException {
    assertThat(Files.readAllLines(page)).contains("```java", "```kotlin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"  ```java", "* ```java", "~~~java", "```Java", "```java title", "```"})
  void codeThatWouldBePassedOverIsRefused(String fence, @TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    Files.write(page, List.of("```java", "package dev.corral.samples.guides;", "```", fence));
    assertThatThrownBy(() -> Guides.check(page, SAMPLES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(fence);
  }

  @Test
  void codeThatIsInNoSourceIsRefused(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    Files.write(page, List.of("```java", "package dev.corral.samples.guides;", "import x;", "```"));
    assertThatThrownBy(() -> Guides.check(page, SAMPLES)).hasMessageContaining("import x;");
  }
}
