package dev.corral;

import dev.corral.door.Waits;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.kernel.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CompletableFuture} whose done means ended: when it is done, nothing that its operation
 * began runs any more.
 *
 * <pre>{@code
 * CorralFuture<Quote> quote = failAfter(Duration.ofSeconds(20), () -> quotes.fetch(id));
 * CorralFuture<String> price = quote.thenApply(q -> q.cents() + " cents");
 * button.onPress(price::cancel); // stops the fetch too
 * price.whenComplete((text, error) -> log.info(error == null ? text : "no price"));
 * }</pre>
 *
 * <table>
 * <caption>Where it differs from a plain {@code CompletableFuture}</caption>
 * <tr><th>Method<th>Here
 * <tr><td>{@code cancel}<td>asks the work to stop; done when it has
 * <tr><td>{@code orTimeout}, {@code completeOnTimeout}<td>stop the work, and are done when it has ended
 * <tr><td>{@code join}, {@code get}<td>inside a task: throw the task's cancellation when it is cancelled
 * <tr><td>{@code complete}, {@code completeExceptionally}, {@code completeAsync}, {@code obtrude...}
 *     <td>{@link UnsupportedOperationException}: the outcome is the work's
 * <tr><td>{@code thenApply} and the like, not async
 *     <td>run on a callback thread, or, when the future is done already, on the thread that attaches
 * <tr><td>{@code thenApplyAsync} and the like<td>run on a callback thread, or the executor given
 * </table>
 *
 * <p>A callback runs as code of the task that attached it: what it begins is that task's child. The
 * futures that these methods return are {@code CorralFuture}s too. {@code cancel(true)} on such a
 * derived future goes up to the operation and to the stage of a {@code thenCompose}; {@code
 * cancel(false)} and its time-outs end the derived future alone.
 *
 * <p>Actions before the task was handed over happen-before its body; what the body did
 * happens-before the return of {@code join} and {@code get} and before every callback.
 *
 * @param <T> the result
 */
public abstract sealed class CorralFuture<T extends @Nullable Object> extends CombinedFuture<T>
    permits TaskHandle, DerivedFuture, ReadyFuture {
  static {
    Waits.open(new WaitOperation.Root());
  }

  CorralFuture() {}

  /**
   * Asks the work to stop, as {@code cancel(true)} does, without waiting. It has stopped when this
   * future is done.
   *
   * @return whether this request was the first, and the work had not ended
   */
  public final boolean cancel() {
    return cancel(true);
  }

  /**
   * {@return whether somebody asked this operation to stop, itself or by way of what it is part of}
   */
  public abstract boolean isCancelRequested();

  /**
   * Waits until it is done and returns the value, or throws the failure itself, without a wrapper.
   *
   * @return the value
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws Exception the failure; a {@link java.util.concurrent.CancellationException} if the
   *     operation was cancelled
   */
  public abstract T joinOrThrow() throws Exception;

  /**
   * {@return the value of a future that ended with one}
   *
   * @throws IllegalStateException if it has not ended, or ended otherwise
   */
  public T resultNow() {
    if (!isDone() || isCompletedExceptionally()) {
      throw new IllegalStateException(this + " has no result");
    }
    return valueNow();
  }

  /**
   * {@return the failure of a future that ended with one, without a wrapper}
   *
   * @throws IllegalStateException if it has not ended, or ended with a value or cancelled
   */
  public Throwable exceptionNow() {
    if (!isDone() || !isCompletedExceptionally() || isCancelled()) {
      throw new IllegalStateException(this + " has no failure");
    }
    return Joining.failureOf(this::valueNow);
  }

  @SuppressWarnings("NullAway") // the absent value is not used: this is done
  private T valueNow() {
    return getNow(null);
  }

  @Override
  final Executor callbacks() {
    return engine().userCallbacks;
  }

  @Override
  final Executor asyncCallbacks() {
    return engine().asyncCallbacks;
  }

  /** The engine of the operation. */
  abstract Engine engine();

  /** Refuses a wait by a part of the operation. */
  abstract void refuseInside();

  /** Somebody has asked for the outcome. */
  abstract void observed();

  /** Asks the operation to stop. */
  abstract boolean cancelOperation();

  /** Completes this future, for whoever depends on it. */
  @SuppressWarnings("NullAway") // the value is null only beside an error, or as a T that may be
  final void settle(@Nullable T value, @Nullable Throwable error) {
    if (error == null) {
      super.complete(value);
    } else {
      super.completeExceptionally(error);
    }
  }

  @Override
  public final <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    observed();
    return new DerivedFuture<>(this);
  }

  @Override
  public abstract CorralFuture<T> orTimeout(long timeout, TimeUnit unit);

  @Override
  public abstract CorralFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit);

  /** This future; whoever asks for it, as {@code thenCompose} does, looks at the outcome. */
  @Override
  public final CompletableFuture<T> toCompletableFuture() {
    observed();
    return this;
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final boolean complete(T value) {
    throw refused("complete");
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final boolean completeExceptionally(Throwable ex) {
    throw refused("completeExceptionally");
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
    throw refused("completeAsync");
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final CompletableFuture<T> completeAsync(
      Supplier<? extends T> supplier, Executor executor) {
    throw refused("completeAsync");
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final void obtrudeValue(T value) {
    throw refused("obtrudeValue");
  }

  /** Not supported: the outcome is the work's. */
  @Override
  public final void obtrudeException(Throwable ex) {
    throw refused("obtrudeException");
  }

  private UnsupportedOperationException refused(String method) {
    return new UnsupportedOperationException(
        method + ": " + this + " ends with its work; cancel() stops it");
  }
}
