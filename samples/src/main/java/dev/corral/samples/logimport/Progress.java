package dev.corral.samples.logimport;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far an import has come, as numbers and as a bar. Safe for use by many threads. */
public final class Progress implements AutoCloseable {
  private static final int MEGABYTE = 1_000_000;
  private static final int COLUMNS = 80;

  private final ProgressBar bar;
  private final LongConsumer listener;
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong mostHeld = new AtomicLong();
  private final AtomicLong inserted = new AtomicLong();

  /**
   * Progress through so many bytes.
   *
   * @param out where the bar is drawn
   * @param listener told how many entries were inserted so far, after each batch
   */
  public Progress(long bytes, PrintStream out, LongConsumer listener) {
    this.listener = listener;
    bar =
        new ProgressBarBuilder()
            .setTaskName("import")
            .setInitialMax(bytes)
            .setUnit(" MB", MEGABYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(out, COLUMNS))
            .build();
  }

  /** This line, of ASCII, was read. */
  public void read(String line) {
    lines.incrementAndGet();
    bar.stepBy(line.length() + 1);
  }

  /** This entry is going to be inserted. */
  public void taken(LogEntry entry) {
    mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
  }

  /** So many entries were inserted. */
  public void inserted(int entries) {
    held.addAndGet(-entries);
    listener.accept(inserted.addAndGet(entries));
  }

  /** How many lines were read. */
  public long lines() {
    return lines.get();
  }

  /** How many entries were in memory at once, at most. */
  public long mostHeld() {
    return mostHeld.get();
  }

  /** How many entries were inserted. */
  public long inserted() {
    return inserted.get();
  }

  /** Draws the bar for the last time. */
  @Override
  public void close() {
    bar.close();
  }
}
