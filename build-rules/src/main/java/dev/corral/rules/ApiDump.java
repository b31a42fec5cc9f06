package dev.corral.rules;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlin.abi.tools.AbiFilters;
import org.jetbrains.kotlin.abi.tools.AbiTools;

/**
 * The public API of a module as text, kept in a file that a change of the API must change too.
 *
 * <p>The text is Kotlin's own ABI dump, which knows {@code internal} and {@code suspend}; it holds
 * the packages that the module descriptor exports to everybody. {@code -Dapi.update=true} writes
 * the file anew.
 */
public final class ApiDump {
  private static final String UPDATE = "api.update";

  private ApiDump() {}

  /**
   * Fails unless the API of the classes compiled to {@code classes} is what {@code golden} says.
   */
  public static void check(Path classes, Path golden) throws IOException {
    String actual = of(classes);
    if (actual.isBlank()) {
      throw new AssertionError("no exported API found in " + classes.toAbsolutePath());
    }
    if (Boolean.getBoolean(UPDATE)) {
      Files.createDirectories(golden.toAbsolutePath().getParent());
      Files.writeString(golden, actual);
      return;
    }
    String expected = Files.exists(golden) ? Files.readString(golden) : "";
    if (!expected.equals(actual)) {
      throw new AssertionError(
          "the public API differs from "
              + golden
              + "; if that is meant, run the tests with -D"
              + UPDATE
              + "=true and commit the file:\n"
              + difference(expected, actual));
    }
  }

  private static String of(Path classes) throws IOException {
    List<File> files = new ArrayList<>();
    for (String name : exportedPackages(classes)) {
      try (Stream<Path> entries = Files.list(classes.resolve(name.replace('.', '/')))) {
        entries
            .filter(path -> path.toString().endsWith(".class"))
            .sorted()
            .map(Path::toFile)
            .forEach(files::add);
      }
    }
    StringBuilder text = new StringBuilder();
    AbiTools.Companion.getInstance(AbiTools.class.getClassLoader())
        .printJvmDump(text, files, AbiFilters.Companion.getEMPTY());
    return text.toString();
  }

  private static List<String> exportedPackages(Path classes) throws IOException {
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(export -> !export.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .sorted()
          .toList();
    }
  }

  private static String difference(String expected, String actual) {
    try {
      Path before = Files.createTempFile("expected", ".api");
      Path after = Files.createTempFile("actual", ".api");
      try {
        Files.writeString(before, expected);
        Files.writeString(after, actual);
        return AbiTools.Companion.getInstance(AbiTools.class.getClassLoader())
            .filesDiff(before.toFile(), after.toFile());
      } finally {
        Files.delete(before);
        Files.delete(after);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
