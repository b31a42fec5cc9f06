package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.kernel.ItemRules;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many items are worked on at once, and what else there is to do with them; immutable.
 *
 * <pre>{@code
 * BatchOptions<Integer, User> options =
 *     BatchOptions.<Integer, User>limit(8)
 *         .onError(failed::put)
 *         .onProgress(progress -> log.info(progress.done() + " done"));
 * CorralFuture<Void> found = Corral.forEachAsync(ids, options, users::find);
 * }</pre>
 *
 * <p>Each function may be given once: a second one takes the place of the first.
 *
 * @param <A> the items
 * @param <R> the results
 */
public final class BatchOptions<A extends @Nullable Object, R extends @Nullable Object> {
  final int limit;
  private final @Nullable BiConsumer<? super A, ? super Throwable> onError;
  private final @Nullable Consumer<? super Progress> onProgress;
  private final @Nullable Disposer<? super R> onUndelivered;

  private BatchOptions(
      int limit,
      @Nullable BiConsumer<? super A, ? super Throwable> onError,
      @Nullable Consumer<? super Progress> onProgress,
      @Nullable Disposer<? super R> onUndelivered) {
    this.limit = limit;
    this.onError = onError;
    this.onProgress = onProgress;
    this.onUndelivered = onUndelivered;
  }

  /**
   * {@return options for so many items at once, and nothing else}
   *
   * @param limit at least 1
   * @param <A> the items; to be written where a handler is added that takes them
   * @param <R> the results; to be written where a disposer is added
   * @throws IllegalArgumentException if it is less
   */
  public static <A extends @Nullable Object, R extends @Nullable Object> BatchOptions<A, R> limit(
      int limit) {
    return new BatchOptions<>(ManyItems.checkedLimit(limit), null, null, null);
  }

  /**
   * Calls {@code handler} with an item that failed and with its failure, which then fails nothing
   * else: the item has no result.
   *
   * @param handler called as code of the operation, for several items at once; if it throws, the
   *     operation fails with that
   * @return these options with that handler
   */
  public BatchOptions<A, R> onError(BiConsumer<? super A, ? super Throwable> handler) {
    return new BatchOptions<>(limit, requireNonNull(handler, "handler"), onProgress, onUndelivered);
  }

  /**
   * Calls {@code listener} after each item, or after several; the last call tells of all.
   *
   * @param listener called as code of the operation, once at a time; the counts never fall. If it
   *     throws, the operation fails with that
   * @return these options with that listener
   */
  public BatchOptions<A, R> onProgress(Consumer<? super Progress> listener) {
    return new BatchOptions<>(limit, onError, requireNonNull(listener, "listener"), onUndelivered);
  }

  /**
   * Hands each result to {@code disposer} when the operation has none as a whole, on a callback
   * thread, before its future is done.
   *
   * @param disposer gives a result back
   * @return these options with that disposer
   */
  public BatchOptions<A, R> onUndelivered(Disposer<? super R> disposer) {
    return new BatchOptions<>(limit, onError, onProgress, requireNonNull(disposer, "disposer"));
  }

  ItemRules rules() {
    return onError == null && onProgress == null && onUndelivered == null
        ? ItemRules.None.INSTANCE
        : new Rules();
  }

  @Override
  public String toString() {
    return "BatchOptions[limit " + limit + "]";
  }

  private final class Rules implements ItemRules {
    @Override
    public boolean getHandlesFailures() {
      return onError != null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // one of the items
    @Override
    public void failed(@Nullable Object item, Throwable error) {
      if (onError != null) {
        onError.accept((A) item, error);
      }
    }

    @Override
    public boolean getHearsProgress() {
      return onProgress != null;
    }

    @Override
    public void progressed(long done, long total, long failed) {
      if (onProgress != null) {
        OptionalLong known = total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
        onProgress.accept(new Progress(done, known, failed));
      }
    }

    @Override
    public boolean getDisposes() {
      return onUndelivered != null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // one of the results
    @Override
    public void dispose(@Nullable Object value) throws Exception {
      if (onUndelivered != null) {
        onUndelivered.dispose((R) value);
      }
    }
  }
}
