package dev.corral.samples.hashing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A directory of files, and of something that a careless walk through it takes for one: a pipe to
 * which nobody writes. Whoever opens that to read it waits for good, and hears no interrupt.
 */
final class FileTree implements AutoCloseable {
  private static final String PIPE = "0-pipe";
  private static final int PER_DIRECTORY = 16;

  private final Path root = Files.createTempDirectory("corral-hashing-");

  /** Writes it. Blocks. Needs a Unix. */
  FileTree(int files, int bytesEach) throws IOException, InterruptedException {
    byte[] content = new byte[bytesEach];
    for (int i = 0; i < files; i++) {
      new Random(i).nextBytes(content);
      Path directory = Files.createDirectories(root.resolve("part-" + i / PER_DIRECTORY));
      Files.write(directory.resolve("file-" + i), content);
    }
    Process mkfifo = new ProcessBuilder("mkfifo", pipe().getPath()).inheritIO().start();
    if (mkfifo.waitFor() != 0) {
      throw new IOException("mkfifo: exit code " + mkfifo.exitValue());
    }
  }

  /** What there is to hash, in the order of the names: the pipe first. Blocks. */
  List<File> files() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(path -> !Files.isDirectory(path)).sorted().map(Path::toFile).toList();
    }
  }

  /** The one to which nobody writes. */
  File pipe() {
    return root.resolve(PIPE).toFile();
  }

  /** Whether it is still there. Blocks. */
  boolean exists() {
    return Files.exists(root);
  }

  /** Deletes it. Blocks. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
