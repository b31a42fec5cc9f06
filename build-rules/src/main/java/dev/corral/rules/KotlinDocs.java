package dev.corral.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds public Kotlin declarations to doc comments, as doclint does those of Java.
 *
 * <p>Dokka can report what is undocumented too, but with every {@code toString} and every {@code
 * entries} of an enum. Here a declaration is what says {@code public}, which explicit API mode
 * demands of all but overrides and the properties of data classes. A property may be documented by
 * its type's {@code @property}; a companion needs no comment.
 */
public final class KotlinDocs {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+)");

  /**
   * With the end of the comment before it, if there is one, and nothing but annotations between.
   */
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(?m)(\\*/\\s*)?^[ \\t]*(?:@[\\w.]+(?:\\([^)\\n]*\\))?(?:[ \\t]*//[^\\n]*)?\\s+)*"
              + "public (?!companion|override)"
              + "([^\\n]*)");

  private static final Pattern HEADER =
      Pattern.compile("(?:class|constructor)\\b[^({]*\\(([^{]*?)\\)\\s*(?:[:{]|$)");
  private static final Pattern PROPERTY = Pattern.compile("(\\*/\\s*)?(\\w+ )?va[lr] (\\w+):");
  private static final Set<String> HIDDEN = Set.of("private ", "internal ");

  private KotlinDocs() {}

  /**
   * Fails with every public declaration in {@code sources} that has no comment, in packages that
   * {@code module}, a {@code module-info.java}, exports to everybody.
   */
  public static void check(Path module, Path sources) throws IOException {
    Set<String> packages = Examples.exported(module);
    List<String> wrong = new ArrayList<>();
    int read = 0;
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".kt")).toList()) {
        String text = Files.readString(file);
        Matcher in = PACKAGE.matcher(text);
        if (in.find() && packages.contains(in.group(1))) {
          read += readFile(file, text, wrong);
        }
      }
    }
    if (read == 0) {
      throw new AssertionError("no public declaration found in " + sources);
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong.size() + " undocumented:\n" + String.join("\n", wrong));
    }
  }

  private static int readFile(Path file, String text, List<String> wrong) {
    int read = 0;
    Matcher declaration = DECLARATION.matcher(text);
    while (declaration.find()) {
      read++;
      String said = declaration.group(2);
      String doc = declaration.group(1) == null ? "" : commentBefore(declaration.start(), text);
      boolean inHeader = said.matches("va[lr] \\w+:.*,") || said.matches("constructor.*");
      if (doc.isEmpty() && !inHeader && !isToldByItsType(said, text)) {
        wrong.add(file + ": " + said);
      }
      Matcher header = HEADER.matcher(text).region(declaration.start(2), text.length());
      if (said.matches("(?:\\w+ )*class .*") && header.find() && isOf(said, header, text)) {
        Matcher property = PROPERTY.matcher(header.group(1));
        while (property.find()) {
          String name = property.group(3);
          boolean isTold = property.group(1) != null || HIDDEN.contains(property.group(2) + "");
          if (!isTold && !doc.matches("(?s).*@(?:property|param) " + name + "\\b.*")) {
            wrong.add(file + ": " + name + " of " + said);
          }
        }
      }
    }
    return read;
  }

  private static boolean isToldByItsType(String said, String text) {
    Matcher property = PROPERTY.matcher(said);
    return property.lookingAt() && text.matches("(?s).* @property " + property.group(3) + " .*");
  }

  /** Whether the header that was found is the declaration's own, not that of a later class. */
  private static boolean isOf(String said, Matcher header, String text) {
    String name = said.replaceFirst("(?:\\w+ )*class (\\w+).*", "$1");
    int start = text.lastIndexOf("class " + name, header.start() + 1 + "class ".length());
    return !text.substring(Math.max(0, start), header.start(1)).contains("{") && start >= 0;
  }

  private static String commentBefore(int end, String text) {
    return text.substring(text.lastIndexOf("/**", end), end);
  }
}
