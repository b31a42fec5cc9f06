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
 * that takes one.
 *
 * <p>A callback never runs on the thread that ends an operation. If the future is done, it runs on
 * the thread that attaches it, as in the JDK; else on a callback thread. It runs as code of the
 * task that attached it, with that task's context.
 *
 * @param <T> the result
 */
@SuppressWarnings("NullAway") // the JDK's signatures, which say nothing of null
abstract sealed class CallbackFuture<T extends @Nullable Object> extends CompletableFuture<T>
    permits CorralFuture {
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
  private <U extends @Nullable Object> DerivedFuture<U> derived(CompletableFuture<U> future) {
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
    return derived(
        isSettled()
            ? super.thenApply(requireNonNull(fn, "fn"))
            : super.thenApplyAsync(Callback.of(fn), callbacks()));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn) {
    return derived(super.thenApplyAsync(Callback.of(fn), asyncCallbacks()));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn, Executor executor) {
    return derived(super.thenApplyAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<Void> thenAccept(Consumer<? super T> fn) {
    return derived(
        isSettled()
            ? super.thenAccept(requireNonNull(fn, "fn"))
            : super.thenAcceptAsync(Callback.accepting(fn), callbacks()));
  }

  @Override
  public CorralFuture<Void> thenAcceptAsync(Consumer<? super T> fn) {
    return derived(super.thenAcceptAsync(Callback.accepting(fn), asyncCallbacks()));
  }

  @Override
  public CorralFuture<Void> thenAcceptAsync(Consumer<? super T> fn, Executor executor) {
    return derived(
        super.thenAcceptAsync(Callback.accepting(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<Void> thenRun(Runnable fn) {
    return derived(
        isSettled()
            ? super.thenRun(requireNonNull(fn, "fn"))
            : super.thenRunAsync(Callback.of(fn), callbacks()));
  }

  @Override
  public CorralFuture<Void> thenRunAsync(Runnable fn) {
    return derived(super.thenRunAsync(Callback.of(fn), asyncCallbacks()));
  }

  @Override
  public CorralFuture<Void> thenRunAsync(Runnable fn, Executor executor) {
    return derived(super.thenRunAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CorralFuture<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return this.<V>derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.<U, V>thenCombine(other, requireNonNull(fn, "fn"))
                : super.<U, V>thenCombineAsync(
                    requireNonNull(other, "other"), Callback.of(fn), callbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CorralFuture<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return this.<V>derived(
            super.<U, V>thenCombineAsync(
                requireNonNull(other, "other"), Callback.of(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CorralFuture<V> thenCombineAsync(
      CompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> fn,
      Executor executor) {
    return this.<V>derived(
            super.<U, V>thenCombineAsync(
                requireNonNull(other, "other"),
                Callback.of(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn) {
    return derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.thenAcceptBoth(other, requireNonNull(fn, "fn"))
                : super.thenAcceptBothAsync(
                    requireNonNull(other, "other"), Callback.accepting(fn), callbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn) {
    return derived(
            super.thenAcceptBothAsync(
                requireNonNull(other, "other"), Callback.accepting(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn, Executor executor) {
    return derived(
            super.thenAcceptBothAsync(
                requireNonNull(other, "other"),
                Callback.accepting(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable fn) {
    return derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.runAfterBoth(other, requireNonNull(fn, "fn"))
                : super.runAfterBothAsync(
                    requireNonNull(other, "other"), Callback.of(fn), callbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable fn) {
    return derived(
            super.runAfterBothAsync(
                requireNonNull(other, "other"), Callback.of(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterBothAsync(
      CompletionStage<?> other, Runnable fn, Executor executor) {
    return derived(
            super.runAfterBothAsync(
                requireNonNull(other, "other"),
                Callback.of(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> applyToEither(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.applyToEither(other, requireNonNull(fn, "fn"))
                : super.applyToEitherAsync(
                    requireNonNull(other, "other"), Callback.of(fn), callbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return derived(
            super.applyToEitherAsync(
                requireNonNull(other, "other"), Callback.of(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
    return derived(
            super.applyToEitherAsync(
                requireNonNull(other, "other"),
                Callback.of(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> acceptEither(
      CompletionStage<? extends T> other, Consumer<? super T> fn) {
    return derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.acceptEither(other, requireNonNull(fn, "fn"))
                : super.acceptEitherAsync(
                    requireNonNull(other, "other"), Callback.accepting(fn), callbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> fn) {
    return derived(
            super.acceptEitherAsync(
                requireNonNull(other, "other"), Callback.accepting(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> fn, Executor executor) {
    return derived(
            super.acceptEitherAsync(
                requireNonNull(other, "other"),
                Callback.accepting(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterEither(CompletionStage<?> other, Runnable fn) {
    return derived(
            isSettled() && isDone(requireNonNull(other, "other"))
                ? super.runAfterEither(other, requireNonNull(fn, "fn"))
                : super.runAfterEitherAsync(
                    requireNonNull(other, "other"), Callback.of(fn), callbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable fn) {
    return derived(
            super.runAfterEitherAsync(
                requireNonNull(other, "other"), Callback.of(fn), asyncCallbacks()))
        .joining(other);
  }

  @Override
  public CorralFuture<Void> runAfterEitherAsync(
      CompletionStage<?> other, Runnable fn, Executor executor) {
    return derived(
            super.runAfterEitherAsync(
                requireNonNull(other, "other"),
                Callback.of(fn),
                requireNonNull(executor, "executor")))
        .joining(other);
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    Inner<U> inner = new Inner<>();
    return derived(
            isSettled()
                ? super.thenCompose(inner.of(fn))
                : super.thenComposeAsync(inner.of(Callback.of(fn)), callbacks()))
        .with(inner);
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
  public CorralFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> fn) {
    return derived(
        isSettled()
            ? super.whenComplete(requireNonNull(fn, "fn"))
            : super.whenCompleteAsync(Callback.accepting(fn), callbacks()));
  }

  @Override
  public CorralFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> fn) {
    return derived(super.whenCompleteAsync(Callback.accepting(fn), asyncCallbacks()));
  }

  @Override
  public CorralFuture<T> whenCompleteAsync(
      BiConsumer<? super T, ? super Throwable> fn, Executor executor) {
    return derived(
        super.whenCompleteAsync(Callback.accepting(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handle(
      BiFunction<? super T, Throwable, ? extends U> fn) {
    return derived(
        isSettled()
            ? super.handle(requireNonNull(fn, "fn"))
            : super.handleAsync(Callback.of(fn), callbacks()));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> fn) {
    return derived(super.handleAsync(Callback.of(fn), asyncCallbacks()));
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
    return derived(super.handleAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
    return derived(
        isSettled()
            ? super.exceptionally(requireNonNull(fn, "fn"))
            : super.exceptionallyAsync(Callback.of(fn), callbacks()));
  }

  @Override
  public CorralFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
    return derived(super.exceptionallyAsync(Callback.of(fn), asyncCallbacks()));
  }

  @Override
  public CorralFuture<T> exceptionallyAsync(
      Function<Throwable, ? extends T> fn, Executor executor) {
    return derived(super.exceptionallyAsync(Callback.of(fn), requireNonNull(executor, "executor")));
  }

  @Override
  public CorralFuture<T> exceptionallyCompose(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    Inner<T> inner = new Inner<>();
    return derived(
            isSettled()
                ? super.exceptionallyCompose(inner.of(fn))
                : super.exceptionallyComposeAsync(inner.of(Callback.of(fn)), callbacks()))
        .with(inner);
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
  private boolean isSettled() {
    return super.isDone();
  }

  /** Whether a stage that the callback needs too is known to be done. */
  private static boolean isDone(CompletionStage<?> other) {
    return other instanceof CallbackFuture<?> ours
        ? ours.isSettled()
        : other instanceof CompletableFuture<?> future && future.isDone();
  }
}
