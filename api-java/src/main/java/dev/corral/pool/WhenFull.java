package dev.corral.pool;

/**
 * What becomes of a job for which a pool has no room.
 *
 * <pre>{@code
 * PoolOptions latestOnly =
 *     PoolOptions.named("preview").queueCapacity(1).whenFull(WhenFull.DISCARD_OLDEST);
 * ThreadPool previews = ThreadPool.of(1, latestOnly);
 * }</pre>
 */
public enum WhenFull {
  /** Its future fails with a {@link java.util.concurrent.RejectedExecutionException}. */
  REJECT,

  /** It runs on the thread that asked, at once, and that thread is held up by it. */
  CALLER_RUNS,

  /**
   * The future of the job that has waited longest fails with a {@link
   * java.util.concurrent.RejectedExecutionException}, and makes room.
   */
  DISCARD_OLDEST;

  dev.corral.engine.pool.WhenFull engine() {
    return dev.corral.engine.pool.WhenFull.valueOf(name());
  }
}
