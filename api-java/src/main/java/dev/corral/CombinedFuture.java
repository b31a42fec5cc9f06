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
 * As {@link CallbackFuture}, for the callbacks that wait for this future and another stage, or for
 * either of them.
 *
 * @param <T> the result
 */
@SuppressWarnings("NullAway") // the JDK's signatures, which say nothing of null
abstract sealed class CombinedFuture<T extends @Nullable Object> extends CallbackFuture<T>
    permits CorralFuture {
  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CorralFuture<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? this.<V>derived(super.<U, V>thenCombine(other, requireNonNull(fn, "fn"))).joining(other)
        : thenCombineAsync(other, fn, callbacks());
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CorralFuture<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return thenCombineAsync(other, fn, asyncCallbacks());
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
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? derived(super.thenAcceptBoth(other, requireNonNull(fn, "fn"))).joining(other)
        : thenAcceptBothAsync(other, fn, callbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> fn) {
    return thenAcceptBothAsync(other, fn, asyncCallbacks());
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
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? derived(super.runAfterBoth(other, requireNonNull(fn, "fn"))).joining(other)
        : runAfterBothAsync(other, fn, callbacks());
  }

  @Override
  public CorralFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable fn) {
    return runAfterBothAsync(other, fn, asyncCallbacks());
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
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? derived(super.applyToEither(other, requireNonNull(fn, "fn"))).joining(other)
        : applyToEitherAsync(other, fn, callbacks());
  }

  @Override
  public <U extends @Nullable Object> CorralFuture<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return applyToEitherAsync(other, fn, asyncCallbacks());
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
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? derived(super.acceptEither(other, requireNonNull(fn, "fn"))).joining(other)
        : acceptEitherAsync(other, fn, callbacks());
  }

  @Override
  public CorralFuture<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> fn) {
    return acceptEitherAsync(other, fn, asyncCallbacks());
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
    return isSettled() && isDone(requireNonNull(other, "other"))
        ? derived(super.runAfterEither(other, requireNonNull(fn, "fn"))).joining(other)
        : runAfterEitherAsync(other, fn, callbacks());
  }

  @Override
  public CorralFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable fn) {
    return runAfterEitherAsync(other, fn, asyncCallbacks());
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

  /** Whether a stage that the callback needs too is known to be done. */
  private static boolean isDone(CompletionStage<?> other) {
    return other instanceof CallbackFuture<?> ours
        ? ours.isSettled()
        : other instanceof CompletableFuture<?> future && future.isDone();
  }
}
