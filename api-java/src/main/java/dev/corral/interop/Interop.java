package dev.corral.interop;

import static java.util.Objects.requireNonNull;

import dev.corral.Action;
import dev.corral.AsyncFunction;
import dev.corral.BlockingFunction;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.sync.CapacityLimiter;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocking functions as asynchronous ones, and the other way round.
 *
 * <pre>{@code
 * Function<Integer, CorralFuture<List<Order>>> load = Interop.blocking(orders::of);
 * BlockingFunction<Integer, User> find = Interop.sync(users::find);
 * }</pre>
 *
 * <p>Each has one name for functions of one argument and others for those of none and of two, so
 * that a reference to an overloaded method is understood.
 *
 * <p>A lambda whose parameter's type nothing tells, because the result is called on the spot, has
 * to name it: {@code Interop.sync((Id id) -> fetch(id)).apply(id)}.
 *
 * <p>For a single call there are {@link Corral#toThread}, {@link Corral#runSync} and, on a thread
 * that is not Corral's, {@link ThreadContext}.
 */
public final class Interop {
  private Interop() {}

  /**
   * {@return a function that runs {@code fn}, which blocks, on a thread for such} Each call is an
   * operation begun by its caller, as {@link Corral#toThread} is: cancelled, {@code fn} is
   * interrupted, and the future is done when it has returned.
   *
   * @param fn may throw anything
   * @param <A> its argument
   * @param <R> its result
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      Function<A, CorralFuture<R>> blocking(BlockingFunction<? super A, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return a -> Corral.<R>toThread(() -> fn.apply(a));
  }

  /**
   * As {@link #blocking(BlockingFunction)}, with so many calls on a thread at once at most as
   * {@code limiter} has permits; the others wait without one.
   *
   * @param limiter may be shared with others
   * @param fn may throw anything
   * @param <A> its argument
   * @param <R> its result
   * @return what {@link #blocking(BlockingFunction)} returns
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      Function<A, CorralFuture<R>> blocking(
          CapacityLimiter limiter, BlockingFunction<? super A, ? extends R> fn) {
    requireNonNull(limiter, "limiter");
    requireNonNull(fn, "fn");
    return a -> Interop.<R>toThread(limiter, () -> fn.apply(a));
  }

  /**
   * As {@link #blocking(BlockingFunction)}, without an argument.
   *
   * @param fn may throw anything
   * @param <R> its result
   * @return what {@link #blocking(BlockingFunction)} returns
   */
  public static <R extends @Nullable Object> Supplier<CorralFuture<R>> blockingSupplier(
      Callable<? extends R> fn) {
    requireNonNull(fn, "fn");
    return () -> Corral.<R>toThread(fn);
  }

  /**
   * As {@link #blocking(BlockingFunction)}, with two arguments.
   *
   * @param fn may throw anything
   * @param <A> its first argument
   * @param <B> its second argument
   * @param <R> its result
   * @return what {@link #blocking(BlockingFunction)} returns
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BiFunction<A, B, CorralFuture<R>> blockingBiFunction(
          BlockingBiFunction<? super A, ? super B, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return (a, b) -> Corral.<R>toThread(() -> fn.apply(a, b));
  }

  /**
   * {@return a function that calls {@code fn} and blocks until its stage is done, as {@link
   * Corral#runSync} does: inside a task the wait is a cancellation point; cancelled or interrupted,
   * so is the stage, and its end is waited for} Throws what {@code fn}, or its stage, failed with,
   * without wrappers.
   *
   * @param fn returns a stage, which belongs to the call
   * @param <A> its argument
   * @param <R> the stage's value
   */
  public static <A extends @Nullable Object, R extends @Nullable Object>
      BlockingFunction<A, R> sync(AsyncFunction<? super A, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return a -> Corral.<R>runSync(() -> fn.apply(a));
  }

  /**
   * As {@link #sync}, without an argument.
   *
   * @param task returns a stage, which belongs to the call
   * @param <R> the stage's value
   * @return what {@link #sync} returns
   */
  public static <R extends @Nullable Object> Callable<R> syncCallable(Task<R> task) {
    requireNonNull(task, "task");
    return () -> Corral.<R>runSync(task);
  }

  /**
   * As {@link #sync}, with two arguments.
   *
   * @param fn returns a stage, which belongs to the call
   * @param <A> its first argument
   * @param <B> its second argument
   * @param <R> the stage's value
   * @return what {@link #sync} returns
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BlockingBiFunction<A, B, R> syncBiFunction(
          AsyncBiFunction<? super A, ? super B, ? extends R> fn) {
    requireNonNull(fn, "fn");
    return (a, b) -> Corral.<R>runSync(() -> fn.apply(a, b));
  }

  /**
   * Runs {@code body}, which blocks, on a thread for such once {@code limiter} has a permit for it,
   * and gives that back when the body has returned. It takes no thread while it waits. Cancelled
   * while it waits, the future is done on the spot; after that the body is interrupted, and the
   * future done when it has returned.
   *
   * <p>For what only so many threads may do at once, such as calls of one slow server. How many
   * blocking bodies there may be at all says {@link dev.corral.CorralConfig#blockingLimit}.
   *
   * @param limiter may be shared with others
   * @param body interrupted when cancelled
   * @param <T> its result
   * @return done with what it returns
   * @throws IllegalStateException if the current task has a permit of the limiter's, or waits for
   *     one
   */
  public static <T extends @Nullable Object> CorralFuture<T> toThread(
      CapacityLimiter limiter, Callable<? extends T> body) {
    return requireNonNull(limiter, "limiter").withPermit(Task.<T>blocking(body));
  }

  /**
   * As {@link #toThread}, without a result.
   *
   * @param limiter may be shared with others
   * @param body interrupted when cancelled
   * @return what {@link #toThread} returns
   * @throws IllegalStateException if the current task has a permit of the limiter's, or waits for
   *     one
   */
  public static CorralFuture<@Nullable Void> toThreadAction(CapacityLimiter limiter, Action body) {
    return requireNonNull(limiter, "limiter").withPermit(Task.action(body));
  }
}
