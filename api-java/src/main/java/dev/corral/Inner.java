package dev.corral;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stage that a {@code thenCompose} goes on with, so that a cancellation can follow it there.
 */
final class Inner<U extends @Nullable Object> {
  private @Nullable CompletionStage<U> stage;
  private boolean cancelled;

  /** {@code fn}, with its result noted, and cancelled if it comes too late. */
  <A extends @Nullable Object> Function<A, CompletionStage<U>> of(
      Function<? super A, ? extends CompletionStage<U>> fn) {
    java.util.Objects.requireNonNull(fn, "fn");
    return a -> {
      CompletionStage<U> result = fn.apply(a);
      boolean late;
      synchronized (this) {
        stage = result;
        late = cancelled;
      }
      if (late && result != null) {
        result.toCompletableFuture().cancel(true);
      }
      return result;
    };
  }

  /** Cancels the stage, now or when it comes. */
  boolean cancel() {
    CompletionStage<U> known;
    synchronized (this) {
      cancelled = true;
      known = stage;
    }
    return known == null || known.toCompletableFuture().cancel(true);
  }
}
