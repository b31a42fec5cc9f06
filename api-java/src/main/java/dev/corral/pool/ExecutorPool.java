package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Pools;
import java.util.concurrent.ExecutorService;

/**
 * A pool whose jobs an executor of the user's runs, also a cluster's. It never shuts the executor
 * down: closing the pool waits for the pool's own jobs alone.
 *
 * <pre>{@code
 * ExecutorService executor = Executors.newFixedThreadPool(4);
 * try (ExecutorPool pool = ExecutorPool.of(executor)) {
 *   CorralFuture<String> page = pool.run(() -> render(document));
 *   show(page.join());
 * } finally {
 *   executor.shutdown(); // the pool does not
 * }
 * }</pre>
 *
 * <p>In this process a job is interrupted when it is cancelled, sees the caller's context, and has
 * ended when its future is done. An executor that serializes its tasks, as Java does, has a copy of
 * the job run elsewhere: what the job captures must then be serializable, the future that the
 * executor gave for it says how it ends, and a cancellation is passed on to that future by {@code
 * cancel(true)}. Whether the job has ended when that future says so is the executor's affair. If
 * that future is no {@link java.util.concurrent.CompletionStage}, a thread for blocking work waits
 * for it.
 *
 * <p>What the executor refuses fails with its {@link
 * java.util.concurrent.RejectedExecutionException}. What it drops without a word fails with one
 * too, when the garbage collector has found out, or the executor has terminated. Jobs that wait for
 * jobs of their own pool need an executor with threads enough for both; a {@link
 * java.util.concurrent.ForkJoinPool} finds them by itself.
 */
public final class ExecutorPool extends Pool {
  ExecutorPool(dev.corral.engine.pool.ExecutorPool engine) {
    super(engine);
  }

  /**
   * {@return a pool named after the executor}
   *
   * @param executor runs the jobs, and is left running
   */
  public static ExecutorPool of(ExecutorService executor) {
    return new ExecutorPool(Pools.executorPool(requireNonNull(executor, "executor"), null));
  }

  /**
   * {@return a pool}
   *
   * @param executor runs the jobs, and is left running
   * @param name for messages and diagnostics
   */
  public static ExecutorPool of(ExecutorService executor, String name) {
    return new ExecutorPool(
        Pools.executorPool(requireNonNull(executor, "executor"), requireNonNull(name, "name")));
  }
}
