package dev.corral.samples.logimport;

import dev.corral.CorralFuture;
import dev.corral.samples.connections.Connections;
import java.nio.file.Path;
import java.time.Duration;

/** Gets the severe entries of a log into a database, in one language or the other. */
public interface LogImporter {
  /** So many batches are inserted at once, at most. */
  int AT_ONCE = 4;

  /** A batch has so many entries, at most. */
  int BATCH = 500;

  /** No entry waits longer than that for its batch to be full. */
  Duration AGE = Duration.ofSeconds(1);

  /**
   * Reads a log and inserts what is severe.
   *
   * @return done when all of it is in the database; cancelled, when the file is closed and every
   *     batch is either in the database or not
   */
  CorralFuture<?> load(Path log);

  /** What makes an importer. */
  @FunctionalInterface
  interface Maker {
    /** One that inserts by these connections. */
    LogImporter make(Connections pool, Progress progress);
  }
}
