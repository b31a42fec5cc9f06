package dev.corral.samples.hashing;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.pool.ProcessOptions;
import dev.corral.pool.ProcessPool;
import java.io.File;
import java.time.Duration;
import java.util.List;

/**
 * Hashes in Java. A thread that hangs in the operating system cannot be stopped, a process can: so
 * the time that a file may take is kept, whatever its worker is stuck in.
 */
public final class ProcessHasher implements TreeHasher {
  private final ProcessPool pool;
  private final int workers;
  private final Duration limit;

  /** One with so many workers, which may take so long for a file. */
  public ProcessHasher(int workers, Duration limit) {
    this.pool = ProcessPool.of(workers, ProcessOptions.named("hashers").heap("64m").grace(GRACE));
    this.workers = workers;
    this.limit = limit;
  }

  @Override
  public CorralFuture<List<Fingerprint>> hash(List<File> files) {
    return Corral.mapAsync(
        files,
        workers, // more would wait in the pool's queue, and the time for them would run there
        file ->
            Corral.moveOnAfter(
                limit, Fingerprint.NONE, () -> pool.run(() -> Fingerprint.of(file))));
  }

  @Override
  public void close() {
    pool.close();
  }
}
