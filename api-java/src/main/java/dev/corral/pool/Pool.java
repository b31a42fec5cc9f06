package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Pools;
import dev.corral.engine.kernel.Step;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs run: threads of its own, an executor of the user's, or processes.
 *
 * <pre>{@code
 * try (Pool pool = ThreadPool.of(4)) {
 *   CorralFuture<List<String>> pages = pool.map(documents, 4, document -> render(document));
 *   show(pages.join());
 * }
 * }</pre>
 *
 * <p>A job is a child of the task that asks for it: awaited by it, cancelled with it. Jobs begin in
 * the order in which they came. Cancelled while it waits for its turn, a job is done on the spot,
 * never runs, and its place in the line is free; cancelled after that it is interrupted, and its
 * future is done when it has ended. A value that it returns all the same counts: to have one given
 * back that nobody will receive, run the job inside a {@link dev.corral.Task} with {@code
 * onUndelivered}.
 *
 * <p>What the caller did happens-before the job, and what the job did happens-before the return of
 * {@code join}. The context of the caller is visible in a job that runs in this process. Safe for
 * use by many threads; Kotlin callers share it by {@code asKotlin()}.
 */
public abstract sealed class Pool implements AutoCloseable
    permits ExecutorPool, ProcessPool, ThreadPool {
  final dev.corral.engine.pool.Pool engine;

  Pool(dev.corral.engine.pool.Pool engine) {
    this.engine = engine;
  }

  /**
   * Runs {@code job}.
   *
   * @param job has to return the value itself, and no stage
   * @param <T> its result
   * @return ends as the job does, when it and everything it began has ended; fails with a {@link
   *     java.util.concurrent.RejectedExecutionException} if the pool is full and refuses it
   * @throws IllegalStateException if the pool is closed
   */
  public final <T extends @Nullable Object> CorralFuture<T> run(Job<? extends T> job) {
    return begin(requireNonNull(job, "job"));
  }

  /**
   * As {@link #run(Job)}, for a {@link Callable} that is there already.
   *
   * @param job has to return the value itself, and no stage
   * @param <T> its result
   * @return what {@link #run(Job)} returns
   * @throws IllegalStateException if the pool is closed
   */
  public final <T extends @Nullable Object> CorralFuture<T> run(Callable<? extends T> job) {
    return begin(requireNonNull(job, "job"));
  }

  /**
   * As {@link #run(Job)}, for a job without a result.
   *
   * @param action the job
   * @return what {@link #run(Job)} returns
   * @throws IllegalStateException if the pool is closed
   */
  public final CorralFuture<@Nullable Void> runAction(VoidJob action) {
    return begin(new BoundJobs.Performed(requireNonNull(action, "action")));
  }

  /**
   * Runs a job of {@code fn} for each item, {@code limit} of them at once, and ends with the
   * results in the order of the items. The first failure, of a job or of the iterator, cancels the
   * others, and is the outcome once all have ended; so does a cancellation. Where {@code limit} is
   * beyond the pool's threads and the room of its line, the pool may refuse or discard a job, which
   * is such a failure.
   *
   * @param items finite; read, on a worker, as they are needed
   * @param limit how many of these jobs at once; at least 1
   * @param fn the job
   * @param <A> the items
   * @param <R> the results
   * @return done with the results
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IllegalStateException if the pool is closed
   */
  public final <A extends @Nullable Object, R extends @Nullable Object> CorralFuture<List<R>> map(
      Iterable<? extends A> items, int limit, JobFunction<? super A, ? extends R> fn) {
    requireNonNull(items, "items");
    requireNonNull(fn, "fn");
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is not positive");
    }
    Step step = Waits.root().<A>step("map", item -> begin(new BoundJobs.Applied<>(fn, item)));
    return Waits.root().conduct("map", scope -> Pools.map(scope, engine, items, limit, step));
  }

  /**
   * {@return the function that has {@code fn} run here as a job, as {@link #run(Job)} does; it
   * throws {@link IllegalStateException} once the pool is closed}
   *
   * @param fn the job
   * @param <A> its argument
   * @param <R> its result
   */
  public final <A extends @Nullable Object, R extends @Nullable Object>
      Function<A, CorralFuture<R>> wrap(JobFunction<? super A, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return argument -> begin(new BoundJobs.Applied<>(fn, argument));
  }

  /**
   * As {@link #wrap(JobFunction)}, with two arguments.
   *
   * @param fn the job
   * @param <A> its first argument
   * @param <B> its second one
   * @param <R> its result
   * @return what {@link #wrap(JobFunction)} returns
   */
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BiFunction<A, B, CorralFuture<R>> wrap(JobBiFunction<? super A, ? super B, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return (first, second) -> begin(new BoundJobs.AppliedToTwo<>(fn, first, second));
  }

  /**
   * Waits until the pool was closed and everything in it, its threads and processes too, has ended.
   * Cancelled, the future is done on the spot, and the pool is left alone.
   *
   * @return done when it has
   * @throws IllegalStateException if a job of this pool asks, which would have to end first
   */
  public final CorralFuture<@Nullable Void> ended() {
    return Waits.root().<@Nullable Void>begin(Pools.ending(engine), end -> null);
  }

  /**
   * Lets no more jobs in, and blocks until those that were let in have ended, and the pool with
   * them. Waits to the end, whatever is cancelled meanwhile; an interrupt is kept for later. Closed
   * already, it still waits.
   *
   * @throws IllegalStateException if a job of this pool calls it, which would have to end first;
   *     the pool stays open
   */
  @Override
  public final void close() {
    engine.close();
  }

  /**
   * Lets no more jobs in, cancels those that wait and those that run, which are interrupted, and
   * blocks as {@link #close} does.
   *
   * @throws IllegalStateException if a job of this pool calls it, which would have to end first;
   *     the pool stays open
   */
  public final void closeNow() {
    engine.closeNow();
  }

  /** {@return the name} */
  public final String name() {
    return engine.getName();
  }

  /** {@return how it stands at this moment} */
  public final PoolStatistics statistics() {
    var seen = engine.statistics();
    return new PoolStatistics(
        seen.getLimit(),
        seen.getRunning(),
        seen.getWaiting(),
        seen.getCompleted(),
        seen.getFailed(),
        seen.getCancelled(),
        seen.getRefused(),
        seen.getWorkers());
  }

  @Override
  public final String toString() {
    return engine.toString();
  }

  private <T extends @Nullable Object> CorralFuture<T> begin(Callable<? extends T> job) {
    return Waits.root().conduct(Pools.jobName(engine), scope -> Pools.job(scope, engine, job));
  }
}
