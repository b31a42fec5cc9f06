package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Pools;

/**
 * A pool of threads of its own: daemons, named after the pool and numbered.
 *
 * <pre>{@code
 * try (ThreadPool pool = ThreadPool.of(4, PoolOptions.named("render"))) {
 *   CorralFuture<String> page = pool.run(() -> render(document));
 *   show(page.join());
 * }
 * }</pre>
 *
 * <p>Threads are started as jobs come, and end when they have had nothing to do for a while, or
 * when the pool is closed. A job that waits for other work through Corral, also for a job of this
 * very pool, gives its place away meanwhile: jobs that wait for jobs never run out of threads,
 * however deep, and there may be more threads than jobs at work while they do.
 */
public final class ThreadPool extends Pool {
  ThreadPool(dev.corral.engine.pool.ThreadPool engine) {
    super(engine);
  }

  /**
   * {@return a pool with a line of any length}
   *
   * @param threads how many jobs at once
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public static ThreadPool of(int threads) {
    return of(threads, PoolOptions.defaults());
  }

  /**
   * {@return a pool}
   *
   * @param threads how many jobs at once
   * @param options what else
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public static ThreadPool of(int threads, PoolOptions options) {
    requireNonNull(options, "options");
    return new ThreadPool(
        Pools.threadPool(
            threads,
            options.name,
            options.queueCapacity,
            options.whenFull.engine(),
            Bridge.nanos(options.keepAlive)));
  }
}
