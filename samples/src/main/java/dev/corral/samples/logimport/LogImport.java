package dev.corral.samples.logimport;

import dev.corral.CorralFuture;
import dev.corral.samples.connections.Connections;
import dev.corral.stream.AsyncStream;
import java.nio.file.Path;

/**
 * The import in Java. A line is read when there is room for it further down, so a log of any size
 * needs the memory of a few batches: those that are being inserted, and the one that fills.
 */
public final class LogImport implements LogImporter {
  private final Connections pool;
  private final Progress progress;

  /** One that inserts by these connections. */
  public LogImport(Connections pool, Progress progress) {
    this.pool = pool;
    this.progress = progress;
  }

  @Override
  public CorralFuture<?> load(Path log) {
    return AsyncStream.lines(log)
        .tap(progress::read)
        .flatten(LogEntry::parse)
        .filter(LogEntry::isSevere)
        .tap(progress::taken)
        .batch(BATCH, AGE)
        .enumerate()
        .forEachAsync(
            AT_ONCE,
            batch -> pool.withConnection(new Insert(batch.index(), batch.element(), progress)));
  }
}
