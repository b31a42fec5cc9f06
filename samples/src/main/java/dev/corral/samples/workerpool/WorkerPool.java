package dev.corral.samples.workerpool;

import dev.corral.channel.QueueStatistics;
import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks a server for pages, so many at once, the one that is due first before the others. */
public interface WorkerPool extends AutoCloseable {
  /**
   * Hands over a job: it waits for room in the queue, then for a worker.
   *
   * @param within how soon it is due; after that it is not begun, or stopped
   * @return ends as the job does; cancelled, takes it out of the queue, or stops it
   */
  CompletableFuture<String> submit(String path, Duration within);

  /** How the queue stands. */
  QueueStatistics queue();

  /** Takes no more jobs, and waits until those in the queue have ended. Blocks. */
  @Override
  void close();

  /** What makes one, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /**
     * A pool that asks this server.
     *
     * @param workers how many jobs run at once
     * @param room how many wait in the queue
     */
    WorkerPool make(Web web, URI server, int workers, int room);
  }
}
