package dev.corral.samples.hashing;

import dev.corral.Corral;
import java.io.File;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a directory of files, has it hashed, and prints who did what, and what is left of it. */
public final class Demo {
  private static final int WORKERS = 3;
  private static final int FILES = 96;
  private static final int MEGABYTE = 1_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private Demo() {}

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(ProcessHasher::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the hasher that {@code maker} makes, and leaves nothing running. */
  public static void run(TreeHasher.Maker maker, PrintStream out) throws Exception {
    FileTree tree = new FileTree(FILES, MEGABYTE);
    try (tree;
        TreeHasher hasher = maker.make(WORKERS, LIMIT)) {
      List<File> files = tree.files();
      show(files, hasher.hash(files).joinOrThrow(), out);
    }
    long children = ProcessHandle.current().children().count();
    out.printf("left    %d processes, the files %s%n", children, tree.exists() ? "too" : "gone");
  }

  private static void show(List<File> files, List<Fingerprint> hashed, PrintStream out) {
    Map<Long, List<Fingerprint>> byWorker = new TreeMap<>();
    List<String> stuck = new ArrayList<>();
    for (int i = 0; i < hashed.size(); i++) {
      Fingerprint file = hashed.get(i);
      if (file.equals(Fingerprint.NONE)) {
        stuck.add(files.get(i).getName());
      } else {
        byWorker.computeIfAbsent(file.worker(), pid -> new ArrayList<>()).add(file);
      }
    }
    out.printf("hashed  %d files of %d%n", files.size() - stuck.size(), files.size());
    byWorker.forEach(
        (pid, done) ->
            out.printf("worker  %d: %d files, %.0f MB/s%n", pid, done.size(), throughput(done)));
    out.printf("killed  the one at %s, after %d s%n", stuck, LIMIT.toSeconds());
  }

  private static double throughput(List<Fingerprint> hashed) {
    double megabytes = hashed.stream().mapToLong(Fingerprint::bytes).sum() / 1e6;
    return megabytes / (hashed.stream().mapToLong(file -> file.took().toNanos()).sum() / 1e9);
  }
}
