package dev.corral.samples.logimport;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

/**
 * Writes a log of 200 megabytes, or as many as the variable {@code LOG_MEGABYTES} says, imports it,
 * imports it again and gives up halfway, and prints what is in the database then.
 */
public final class Demo {
  private static final int MEGABYTE = 1_000_000;

  private final LogFile log;
  private final LogImporter.Maker maker;
  private final PrintStream out;

  private Demo(LogFile log, LogImporter.Maker maker, PrintStream out) {
    this.log = log;
    this.maker = maker;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(LogImport::new, megabytes(), System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** How large the log shall be. */
  public static int megabytes() {
    return Integer.parseInt(System.getenv().getOrDefault("LOG_MEGABYTES", "200"));
  }

  /** Runs it with the importer that {@code maker} makes, and leaves nothing running. */
  public static void run(LogImporter.Maker maker, int megabytes, PrintStream out) throws Exception {
    try (LogFile log = new LogFile((long) megabytes * MEGABYTE)) {
      out.printf("%d MB, %d lines, %s to import%n", megabytes, log.lines(), log.severe());
      Demo demo = new Demo(log, maker, out);
      demo.importAll();
      demo.giveUpHalfway();
    }
  }

  private void importAll() throws Exception {
    try (Archive archive = new Archive(LogImporter.AT_ONCE)) {
      Progress progress = new Progress(log.bytes(), out, inserted -> {});
      long start = System.nanoTime();
      try (progress) {
        maker.make(archive.pool(), progress).load(log.path()).joinOrThrow();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      out.printf(
          "%n%.1f s: %.0f lines/s, %.0f entries/s; %d entries in memory at most%n",
          seconds, progress.lines() / seconds, progress.inserted() / seconds, progress.mostHeld());
      show(archive);
    }
  }

  private void giveUpHalfway() throws Exception {
    CountDownLatch halfway = new CountDownLatch(1);
    try (Archive archive = new Archive(LogImporter.AT_ONCE)) {
      Progress progress = new Progress(log.bytes(), out, inserted -> tell(inserted, halfway));
      try (progress) {
        CorralFuture<?> load = maker.make(archive.pool(), progress).load(log.path());
        halfway.await();
        load.cancel();
        load.joinOrThrow();
        out.printf("%nfinished all the same%n");
      } catch (CancellationException e) {
        out.printf("%ncancelled when %d entries were inserted%n", progress.inserted());
      }
      show(archive);
    }
  }

  private void tell(long inserted, CountDownLatch halfway) {
    if (inserted >= log.severe().entries() / 2) {
      halfway.countDown();
    }
  }

  private void show(Archive archive) throws Exception {
    int connections = archive.openConnections();
    out.printf(
        "in the database: %s, %d broken batches; %d connections in use, the log is %s%n",
        archive.totals(), archive.brokenBatches(), connections, log.isOpen() ? "open" : "closed");
  }
}
