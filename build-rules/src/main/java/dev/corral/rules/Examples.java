package dev.corral.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the documentation of an API to examples, and the examples to code that is compiled and run.
 *
 * <p>Every public type that stands by itself in a package that the module exports to everybody has
 * an example in its doc comment; so has, in one of them, a Kotlin file with public functions. Every
 * example, of whatever is documented, stands in a source of the tests: the same text, from the
 * beginning of a line to the end of one. Line breaks and spaces do not count, for a formatter
 * breaks the lines of a test and not those of a comment.
 *
 * <p>An example is code between {@code <pre>{@code} and <code>}</pre></code>, or in KDoc between
 * fences that name a language. A drawing is told from it by {@code {@literal}, or by the language
 * {@code text}; code in neither form is refused, since nothing would check it.
 */
public final class Examples {
  private static final Pattern DOC = Pattern.compile("(?ms)^[ \\t]*/\\*\\*(.*?)\\*/[ \\t]*$");
  private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)\\s*;");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+)");
  private static final Pattern PRE = Pattern.compile("(?s)<pre>\\s*(.*?)</pre>");
  private static final Pattern CODE = Pattern.compile("(?s)\\{@code(.*)}\\s*");
  private static final Pattern FENCE = Pattern.compile("(?ms)^\\s*```(\\w*)$(.*?)^\\s*```$");
  private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?\\s+(\\w+)|\\[(\\w+)");
  private static final Set<String> LANGUAGES = Set.of("java", "kotlin");

  /** At the left margin, where only what is no part of a type stands. */
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:@\\w+ )*public (?:(?:abstract|final|sealed|non-sealed|data|enum|fun|value) )*"
              + "(?:class|interface|record|enum|object) (\\w+)");

  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?m)^(?:@\\w+ )*public (?:(?:suspend|inline|infix|operator) )*fun (?!inter)");

  private final List<String> wrong = new ArrayList<>();
  private final Set<String> shown = new HashSet<>();
  private final Map<String, String> without = new TreeMap<>();
  private final Map<String, String> owners;

  private Examples(Map<String, String> owners) {
    this.owners = owners;
  }

  /** Where every type has an example of its own. */
  public static Examples everywhere() {
    return new Examples(Map.of());
  }

  /**
   * Where a type, by its simple name, needs none, because another has it in its own: its doc
   * comment says so by a link to that one.
   */
  public static Examples except(Map<String, String> owners) {
    return new Examples(Map.copyOf(owners));
  }

  /**
   * Fails with everything in {@code sources} that has no example, and with every example in no file
   * under {@code tests}.
   *
   * @param module the {@code module-info.java} that says which packages are exported
   */
  public void check(Path module, List<Path> sources, List<Path> tests) throws IOException {
    Set<String> exported = exported(module);
    List<Lines> texts = new ArrayList<>();
    for (Path test : files(tests)) {
      texts.add(new Lines(Files.readString(test)));
    }
    int read = 0;
    for (Path file : files(sources)) {
      read += readFile(file, Files.readString(file), exported, texts);
    }
    if (read == 0) {
      throw new AssertionError("no example found in " + sources);
    }
    without.forEach(this::refuse);
    owners.keySet().stream()
        .filter(type -> !without.containsKey(type))
        .forEach(type -> wrong.add(type + " needs no exception: it has an example, or is no type"));
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong.size() + " findings:\n" + String.join("\n", wrong));
    }
  }

  /** The packages that a {@code module-info.java} exports to everybody. */
  static Set<String> exported(Path module) throws IOException {
    Set<String> exported = new HashSet<>();
    Matcher exports = EXPORT.matcher(Files.readString(module));
    while (exports.find()) {
      exported.add(exports.group(1));
    }
    return exported;
  }

  private int readFile(Path file, String text, Set<String> exported, List<Lines> texts) {
    Matcher in = PACKAGE.matcher(text);
    boolean isPublic = in.find() && exported.contains(in.group(1));
    Matcher type = TYPE.matcher(text);
    Map<Integer, String> types = new TreeMap<>();
    while (isPublic && type.find()) {
      types.put(type.start(), type.group(1));
    }
    boolean isKotlin = file.toString().endsWith(".kt");
    int found = 0;
    Matcher doc = DOC.matcher(text);
    while (doc.find()) {
      String comment = doc.group(1).replaceAll("(?m)^[ \\t]*\\* ?", "");
      List<String> examples = isKotlin ? ofKotlin(file, comment) : ofJava(file, comment);
      found += examples.size();
      for (String example : examples) {
        if (texts.stream().noneMatch(lines -> lines.contain(example))) {
          wrong.add("in " + file + ", and in no test:\n" + example.strip() + "\n--");
        }
      }
      Integer declaration = declarationAfter(doc.end(), text, types);
      if (declaration != null) {
        String name = types.remove(declaration);
        if (examples.isEmpty()) {
          without.put(name, comment);
        } else {
          shown.add(name);
        }
      }
    }
    types.values().forEach(name -> wrong.add(name + " has no doc comment"));
    if (isPublic && isKotlin && found == 0 && FUNCTION.matcher(text).find()) {
      wrong.add("no function in " + file + " has an example");
    }
    return found;
  }

  /**
   * The type that a comment which ends at {@code end} belongs to: nothing but annotations between.
   */
  private static Integer declarationAfter(int end, String text, Map<Integer, String> types) {
    for (int start : types.keySet()) {
      if (start >= end && text.substring(end, start).matches("(?s)\\s*(?:@[^\\n]*\\n)*")) {
        return start;
      }
    }
    return null;
  }

  private void refuse(String type, String comment) {
    String owner = owners.get(type);
    if (owner == null) {
      wrong.add(type + " has no example");
      return;
    }
    Matcher link = LINK.matcher(comment);
    boolean isLinked = false;
    while (link.find()) {
      isLinked |= owner.equals(link.group(1)) || owner.equals(link.group(2));
    }
    if (!isLinked || !shown.contains(owner)) {
      wrong.add(type + " has no example, and no link to " + owner + " with one");
    }
  }

  private List<String> ofJava(Path file, String comment) {
    List<String> examples = new ArrayList<>();
    Matcher pre = PRE.matcher(comment);
    while (pre.find()) {
      Matcher code = CODE.matcher(pre.group(1));
      if (code.matches()) {
        examples.add(code.group(1));
      } else if (!pre.group(1).startsWith("{@literal")) {
        wrong.add("in " + file + ", neither code nor a drawing:\n" + pre.group(1) + "\n--");
      }
    }
    return examples;
  }

  private List<String> ofKotlin(Path file, String comment) {
    List<String> examples = new ArrayList<>();
    Matcher fence = FENCE.matcher(comment);
    while (fence.find()) {
      if (LANGUAGES.contains(fence.group(1))) {
        examples.add(fence.group(2));
      } else if (!fence.group(1).equals("text")) {
        wrong.add("in " + file + ", neither code nor a drawing:\n" + fence.group(2) + "\n--");
      }
    }
    return examples;
  }

  private static List<Path> files(List<Path> roots) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> found = Files.walk(root)) {
        found
            .filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".kt"))
            .forEach(files::add);
      }
    }
    return files;
  }

  /** A source without its spaces and line breaks, which knows where its lines began and ended. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();
    private final Set<Integer> breaks = new HashSet<>(Set.of(0));

    Lines(String source) {
      source
          .lines()
          .map(line -> line.replaceAll("\\s", ""))
          .forEach(
              line -> {
                text.append(line);
                breaks.add(text.length());
              });
    }

    boolean contain(String example) {
      String sought = example.replaceAll("\\s", "");
      int at = text.indexOf(sought);
      while (at >= 0 && !(breaks.contains(at) && breaks.contains(at + sought.length()))) {
        at = text.indexOf(sought, at + 1);
      }
      return at >= 0;
    }
  }
}
