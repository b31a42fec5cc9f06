package dev.corral.rules;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesRuleTest {
  private static final String LOCK =
      """
      package a.b;

      /**
       * A lock.
       *
       * <pre>{@code
       * Lock lock = new Lock();
       * lock.hold(() -> write());
       * }</pre>
       */
      public final class Lock {}
      """;

  @TempDir Path root;

  @BeforeEach
  void module() throws IOException {
    write("main/module-info.java", "module a {\n  exports a.b;\n  exports a.c to x;\n}\n");
    write("main/a/b/Lock.java", LOCK);
    write(
        "test/LockTest.java",
        "void t() {\n  Lock lock = new Lock();\n  lock.hold(\n () -> write());\n}");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void check(Examples rule) throws IOException {
    rule.check(
        root.resolve("main/module-info.java"),
        List.of(root.resolve("main")),
        List.of(root.resolve("test")));
  }

  private void isRefused(Examples rule, String... words) {
    assertThatThrownBy(() -> check(rule))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("1 findings:\n")
        .message()
        .contains(words);
  }

  @Test
  void anExampleWithOtherLineBreaksIsFound() throws IOException {
    check(Examples.everywhere());
  }

  @Test
  void anExampleThatNoTestHasIsRefused() throws IOException {
    write("test/LockTest.java", "Lock lock = new Lock();\nlock.hold(() -> read());\n");
    isRefused(Examples.everywhere(), "Lock.java, and in no test", "lock.hold(() -> write());");
  }

  @Test
  void aPartOfALineIsNotThatLine() throws IOException {
    write("test/LockTest.java", "final Lock lock = new Lock();\nlock.hold(() -> write());\n");
    isRefused(Examples.everywhere(), "Lock.java, and in no test");
  }

  @Test
  void aTypeWithoutExampleIsRefused() throws IOException {
    write(
        "main/a/b/State.java",
        "package a.b;\n\n/** How a {@link Lock} stands. */\npublic enum State {}");
    isRefused(Examples.everywhere(), "State has no example");
  }

  @Test
  void aTypeThatIsNotExportedToEverybodyNeedsNone() throws IOException {
    write("main/a/c/State.java", "package a.c;\n\n/** How it stands. */\npublic enum State {}");
    check(Examples.everywhere());
  }

  @Test
  void anExceptionHoldsWhereTheOtherTypeIsLinked() throws IOException {
    Examples rule = Examples.except(Map.of("State", "Lock"));
    write(
        "main/a/b/State.java",
        "package a.b;\n\n/** How a {@link Lock} stands. */\npublic enum State {}");
    check(rule);
    write("main/a/b/State.java", "package a.b;\n\n/** How a lock stands. */\npublic enum State {}");
    isRefused(
        Examples.except(Map.of("State", "Lock")), "State has no example, and no link to Lock");
  }

  @Test
  void anExceptionThatIsNotNeededIsRefused() {
    isRefused(Examples.except(Map.of("Lock", "State")), "Lock needs no exception");
  }

  @Test
  void aDrawingIsNoExampleAndBareCodeIsRefused() throws IOException {
    write("main/a/b/Lock.java", LOCK.replace("{@code\n", "{@literal\n"));
    write("main/a/b/Other.java", LOCK.replace("Lock {}", "Other {}"));
    isRefused(Examples.everywhere(), "Lock has no example");
    write("main/a/b/Lock.java", LOCK + "/**\n * <pre>\n * code\n * </pre>\n */\nclass X {}");
    isRefused(Examples.everywhere(), "neither code nor a drawing");
  }

  @Test
  void aFileOfKotlinFunctionsHasOneAtLeast() throws IOException {
    String doc = "package a.b\n\n/**\n * Runs.\n *\n * ```kotlin\n * run()\n * ```\n */\n";
    write("main/a/b/Runs.kt", doc + "public suspend fun run() {}\n");
    write("test/RunTest.kt", "run()\n");
    check(Examples.everywhere());
    write("main/a/b/Runs.kt", "package a.b\n\n/** Runs. */\npublic suspend fun run() {}\n");
    isRefused(Examples.everywhere(), "no function in", "Runs.kt has an example");
    write("main/a/b/Runs.kt", doc.replace("kotlin\n", "\n") + "public suspend fun run() {}\n");
    assertThatThrownBy(() -> check(Examples.everywhere()))
        .isInstanceOf(AssertionError.class)
        .message()
        .contains("neither code nor a drawing");
  }

  @Test
  void nothingToReadIsRefused() throws IOException {
    Files.delete(root.resolve("main/a/b/Lock.java"));
    assertThatThrownBy(() -> check(Examples.everywhere()))
        .hasMessageStartingWith("no example found");
  }
}
