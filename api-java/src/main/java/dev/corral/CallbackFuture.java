package dev.corral;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the callbacks of a future run and what they see: every method of {@link CompletableFuture}
 * that takes one and waits for this future alone.
 *
 * <p>A callback never runs on the thread that ends an operation. If the future is done, it runs on
 * the thread that attaches it, as in the JDK; else on a callback thread. It runs as code of the
 * task that attached it, with that task's context.
 *
 * @param <T> the result
 */
@SuppressWarnings("NullAway") // the JDK's signatures, which say nothing of null
abstract sealed class CallbackFuture<T extends @Nullable Object> extends CompletableFuture<T>
    permits CombinedFuture {
  /** Runs the callbacks of this future; one that another one brings about, on its thread. */
  abstract Executor callbacks();

  /** Runs what was asked for as async: never on the thread that asks. */
  abstract Executor asyncCallbacks();

  @Override
  public final Executor defaultExecutor() {
    return asyncCallbacks();
  }

  /**
   * Attaches {@code fn}, which is Corral's own, to run on whatever thread completes this future.
   */
  final CompletableFuture<?> subscribe(BiFunction<Object, Throwable, Object> fn) {
    return super.handle(requireNonNull(fn, "fn"));
  }

  /** What {@code super} returned, made by {@link #newIncompleteFuture}. */
  final <U extends @Nullable Object> DerivedFuture<U> derived(CompletableFuture<U> future) {
    return future instanceof DerivedFuture<U> ours ? ours : copied(future);
  }

  /**
   * For an either-or the JDK asks the stage that is done for the new future: it may be a stranger.
   */
  private <U extends @Nullable Object> DerivedFuture<U> copied(CompletableFuture<U> future) {
    DerivedFuture<U> copy = (DerivedFuture<U>) this.<U>newIncompleteFuture();
    future.whenComplete(copy::settle);
    return copy;
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenApply(
      Function<? super T, ? extends U> fn) {
    return isSettled()
        ? derived(super.thenApply(requireNonNull(fn, "fn")))
        : thenApplyAsync(fn, callbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn) {
    return thenApplyAsync(fn, asyncCallbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn, Executor executor) {
    return derived(super.thenApplyAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<Void> thenAccept(Consumer<? super T> fn) {
    return isSettled()
        ? derived(super.thenAccept(requireNonNull(fn, "fn")))
        : thenAcceptAsync(fn, callbacks());
  }

  @Override
  public CorralFuture<Void> thenAcceptAsync(Consumer<? super T> fn) {
    return thenAcceptAsync(fn, asyncCallbacks());
  }

  @Override
  public CorralFuture<Void> thenAcceptAsync(Consumer<? super T> fn, Executor executor) {
    return derived(
        super.thenAcceptAsync(Callback.accepting(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<Void> thenRun(Runnable fn) {
    return isSettled()
        ? derived(super.thenRun(requireNonNull(fn, "fn")))
        : thenRunAsync(fn, callbacks());
  }

  @Override
  public CorralFuture<Void> thenRunAsync(Runnable fn) {
    return thenRunAsync(fn, asyncCallbacks());
  }

  @Override
  public CorralFuture<Void> thenRunAsync(Runnable fn, Executor executor) {
    return derived(super.thenRunAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    if (!isSettled()) {
      return thenComposeAsync(fn, callbacks());
    }
    Inner<U> inner = new Inner<>();
    return derived(super.thenCompose(inner.of(fn))).with(inner);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    return thenComposeAsync(fn, asyncCallbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
    Inner<U> inner = new Inner<>();
    return derived(
            super.thenComposeAsync(inner.of(Callback.of(fn)), requireNonNull(executor, "executor")))
        .with(inner);
  }

  @Override
  public CorralFuture<T> whenComplete(
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> fn) {
    return isSettled()
        ? derived(super.whenComplete(requireNonNull(fn, "fn")))
        : whenCompleteAsync(fn, callbacks());
  }

  @Override
  public CorralFuture<T> whenCompleteAsync(
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> fn) {
    return whenCompleteAsync(fn, asyncCallbacks());
  }

  @Override
  public CorralFuture<T> whenCompleteAsync(
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> fn, Executor executor) {
    return derived(
        super.whenCompleteAsync(Callback.accepting(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handle(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn) {
    return isSettled()
        ? derived(super.handle(requireNonNull(fn, "fn")))
        : handleAsync(fn, callbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handleAsync(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn) {
    return handleAsync(fn, asyncCallbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handleAsync(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn, Executor executor) {
    return derived(super.handleAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
    return isSettled()
        ? derived(super.exceptionally(requireNonNull(fn, "fn")))
        : exceptionallyAsync(fn, callbacks());
  }

  @Override
  public CorralFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
    return exceptionallyAsync(fn, asyncCallbacks());
  }

  @Override
  public CorralFuture<T> exceptionallyAsync(
      Function<Throwable, ? extends T> fn, Executor executor) {
    return derived(super.exceptionallyAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<T> exceptionallyCompose(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    if (!isSettled()) {
      return exceptionallyComposeAsync(fn, callbacks());
    }
    Inner<T> inner = new Inner<>();
    return derived(super.exceptionallyCompose(inner.of(fn))).with(inner);
  }

  @Override
  public CorralFuture<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    return exceptionallyComposeAsync(fn, asyncCallbacks());
  }

  @Override
  public CorralFuture<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
    Inner<T> inner = new Inner<>();
    return derived(
            super.exceptionallyComposeAsync(
                inner.of(Callback.of(fn)), requireNonNull(executor, "executor")))
        .with(inner);
  }

  /**
   * Whether a callback attached now runs here: not while the outcome is on its way to this object.
   */
  final boolean isSettled() {
    return super.isDone();
  }
}
