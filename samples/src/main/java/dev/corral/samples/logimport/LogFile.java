package dev.corral.samples.logimport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.corral.samples.logimport.LogEntry.Level;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** A log in a temporary file, the same each time, which knows what is in it. */
public final class LogFile implements AutoCloseable {
  private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00.001Z");
  private static final List<String> SERVICES =
      List.of("basket", "catalogue", "checkout", "reviews", "search");
  private static final List<String> TRACE =
      List.of(
          "java.net.ConnectException: Connection refused",
          "\tat com.example.shop.Backend.call(Backend.java:147) ~[shop.jar:2.1]",
          "\tat com.example.shop.Frontend.serve(Frontend.java:63) ~[shop.jar:2.1]");

  private final SplittableRandom random = new SplittableRandom(20260301);
  private final Path path;
  private long lines;
  private long bytes;
  private long severe;
  private long severeMillis;

  /** Writes a log of so many bytes, and a few more. Blocks. */
  public LogFile(long bytes) throws IOException {
    path = Files.createTempFile("corral-logimport", ".log");
    try (BufferedWriter log = Files.newBufferedWriter(path, US_ASCII)) {
      while (this.bytes < bytes) {
        write(log);
      }
    }
  }

  private void write(BufferedWriter log) throws IOException {
    LogEntry entry = entry();
    line(log, entry.toString());
    if (entry.isSevere()) {
      severe++;
      severeMillis += entry.millis();
    }
    if (entry.level() == Level.ERROR) {
      for (String line : TRACE) {
        line(log, line);
      }
    }
  }

  private LogEntry entry() {
    int chance = random.nextInt(100);
    Level level = chance < 2 ? Level.ERROR : chance < 10 ? Level.WARN : Level.INFO;
    int millis = random.nextInt(1_000);
    String text = "GET /orders/" + random.nextInt(1_000_000) + " for customer " + random.nextInt();
    return new LogEntry(
        FIRST.plusMillis(lines), level, SERVICES.get(millis % SERVICES.size()), millis, text);
  }

  private void line(BufferedWriter log, String line) throws IOException {
    log.write(line);
    log.write('\n');
    lines++;
    bytes += line.length() + 1;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** How many lines it has, those without an entry too. */
  public long lines() {
    return lines;
  }

  /** How long it is. */
  public long bytes() {
    return bytes;
  }

  /** What should come of it. */
  public Totals severe() {
    return new Totals(severe, severeMillis);
  }

  /** Whether this process has it open; only Linux tells, elsewhere it is false. Blocks. */
  public boolean isOpen() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return false;
    }
    try (var open = Files.newDirectoryStream(descriptors, this::isThis)) {
      return open.iterator().hasNext();
    }
  }

  private boolean isThis(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  /** Deletes it. */
  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}
