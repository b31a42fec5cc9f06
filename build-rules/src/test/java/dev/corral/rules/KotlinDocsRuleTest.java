package dev.corral.rules;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KotlinDocsRuleTest {
  @TempDir Path root;

  private void check(String source) throws IOException {
    Path module = Files.writeString(root.resolve("module-info.java"), "module a { exports a.b; }");
    Files.writeString(root.resolve("A.kt"), "package a.b\n\n" + source);
    KotlinDocs.check(module, root);
  }

  private void isRefused(String source, String what) {
    assertThatThrownBy(() -> check(source))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("1 undocumented:\n")
        .hasMessageEndingWith(what);
  }

  @Test
  void whatIsDocumentedPasses() throws IOException {
    check(
        """
        /**
         * A box.
         *
         * @property size how large
         * @property name which one
         */
        @CorralDsl
        public class Box(public val size: Int, private val inner: Any, name: String) {
            public val name: String = name

            /** Opens it. */
            @Suppress("UNUSED") // for a reason
            public fun open() {}

            override fun toString(): String = "Box"

            public companion object
        }
        """);
  }

  @Test
  void aFunctionWithoutCommentIsRefused() {
    isRefused(
        "/** A box. */\npublic class Box {\n    public fun open() {}\n}\n", ": fun open() {}");
  }

  @Test
  void aTypeWithoutCommentIsRefused() {
    isRefused("public class Box\n", ": class Box");
  }

  @Test
  void aPropertyOfAHeaderIsToldByItsType() {
    isRefused(
        "/** A box. */\npublic data class Box(val size: Int)\n",
        ": size of data class Box(val size: Int)");
  }
}
