package dev.corral.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Holds the code in a guide to code that is compiled and run: each block of a guide that is fenced
 * as {@code java} or {@code kotlin} has to stand, line for line, in a source of the tests.
 * Indentation and empty lines do not count. A fence stands at the beginning of its line: one that
 * is indented, as in a list, is refused, and so is one in a language that is not known here, so
 * that no code is passed over.
 */
public final class Guides {
  private static final Set<String> LANGUAGES = Set.of("java", "kotlin");
  private static final Set<String> OTHERS = Set.of("sh", "text", "xml");

  private Guides() {}

  /** Fails with every block of {@code guide} that is in no file under {@code sources}. */
  public static void check(Path guide, Path... sources) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path root : sources) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Guides::isSource).toList()) {
          texts.add(plain(Files.readAllLines(file)));
        }
      }
    }
    List<String> blocks = blocks(Files.readAllLines(guide));
    if (blocks.isEmpty()) {
      throw new AssertionError("no code found in " + guide.toAbsolutePath());
    }
    blocks.removeIf(block -> texts.stream().anyMatch(text -> text.contains(block)));
    if (!blocks.isEmpty()) {
      throw new AssertionError(
          "in " + guide + ", and in no test:\n" + String.join("\n--\n", blocks));
    }
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".kt");
  }

  private static List<String> blocks(List<String> lines) {
    List<String> blocks = new ArrayList<>();
    List<String> block = null;
    boolean isCode = false;
    for (String line : lines) {
      if (!line.startsWith("```")) {
        if (line.contains("```") || line.contains("~~~")) {
          throw new AssertionError("a fence is ``` at the beginning of its line, unlike: " + line);
        }
        if (block != null) {
          block.add(line);
        }
      } else if (block == null) {
        String language = line.substring(3).strip();
        if (!LANGUAGES.contains(language) && !OTHERS.contains(language)) {
          throw new AssertionError("neither of " + LANGUAGES + " nor of " + OTHERS + ": " + line);
        }
        block = new ArrayList<>();
        isCode = LANGUAGES.contains(language);
      } else {
        if (isCode) {
          blocks.add(plain(block));
        }
        block = null;
      }
    }
    if (block != null) {
      throw new AssertionError("a block of code has no end:\n" + String.join("\n", block));
    }
    return blocks;
  }

  /** With a line break at both ends, so that a block begins and ends with whole lines. */
  private static String plain(List<String> lines) {
    StringBuilder text = new StringBuilder("\n");
    lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
