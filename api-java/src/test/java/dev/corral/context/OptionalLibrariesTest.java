package dev.corral.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlin.Unit;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Corral where slf4j, context-propagation and JUnit are not; with them it is what all other tests
 * are.
 */
@Timeout(60)
class OptionalLibrariesTest {
  private static final String MAIN = WithoutLibraries.class.getName();

  /** Where Corral is, and what it cannot do without. */
  private static String corral() throws Exception {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(Corral.class, dev.corral.engine.context.TaskLocal.class, Unit.class, Job.class)) {
      places.add(placeOf(type));
    }
    return places.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static String placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static int run(String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(Stream.concat(Stream.of(java), Stream.of(arguments)).toList())
        .inheritIO()
        .start()
        .waitFor();
  }

  @Test
  void onTheClassPath() throws Exception {
    String tests = Path.of("target", "test-classes").toString();
    assertThat(run("-cp", corral() + File.pathSeparator + tests, MAIN)).isZero();
  }

  /** With JUnit's types in its signatures, which nobody has to have who does not use them. */
  @Test
  void aModuleThatRequiresItCompilesWithoutThem(@TempDir Path directory) throws Exception {
    Path module =
        Files.writeString(
            directory.resolve("module-info.java"), "module m { requires dev.corral; }");
    Path program =
        Files.writeString(
            Files.createDirectory(directory.resolve("m")).resolve("M.java"),
            "package m; class M { Object o = dev.corral.testing.Interleavings.runs(1); }");
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-Xlint:all,-requires-automatic,-requires-transitive-automatic",
                "-Werror",
                "--module-path",
                corral() + File.pathSeparator + placeOf(NullMarked.class),
                "-d",
                directory.toString(),
                module.toString(),
                program.toString());
    assertThat(status).isZero();
  }

  @Test
  void onTheModulePath() throws Exception {
    String tests = Path.of("target", "test-classes").toString();
    // The program is a part of the module, as all tests are.
    assertThat(
            run(
                "--module-path",
                corral(),
                "--patch-module",
                "dev.corral=" + tests,
                "--module",
                "dev.corral/" + MAIN))
        .isZero();
  }
}
