package dev.corral.samples.hashing;

import dev.corral.CorralFuture;
import java.io.File;
import java.time.Duration;
import java.util.List;

/** Hashes files in processes of its own, in one language or the other. */
public interface TreeHasher extends AutoCloseable {
  /** So long a worker may take to obey when it is told to stop; then it is killed. */
  Duration GRACE = Duration.ofMillis(200);

  /**
   * Hashes files, as many at once as there are workers.
   *
   * @return in the order of the files, {@link Fingerprint#NONE} of one that took too long; whoever
   *     was at that has ended by then
   */
  CorralFuture<List<Fingerprint>> hash(List<File> files);

  /** Waits until every worker has ended. Blocks. */
  @Override
  void close();

  /** What makes a hasher. */
  @FunctionalInterface
  interface Maker {
    /** One with so many workers, which may take so long for a file. */
    TreeHasher make(int workers, Duration limit);
  }
}
