package dev.corral.pool.process;

import dev.corral.pool.ProcessOptions;
import java.nio.file.Path;
import java.util.List;

/** Workers that find the classes of tests. */
final class Workers {
  private Workers() {}

  static ProcessOptions named(String name) {
    return ProcessOptions.named(name).classPath(classPath());
  }

  /** Where the tests are; part of a module, they do not say so themselves. */
  static List<Path> classPath() {
    if (Workers.class.getModule().isNamed()) {
      return List.of(Path.of("target", "test-classes").toAbsolutePath());
    }
    return List.of(
        Path.of(Workers.class.getProtectionDomain().getCodeSource().getLocation().getPath()));
  }
}
