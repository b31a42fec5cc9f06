package dev.corral;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How something ended, as a value: nothing is thrown by holding one.
 *
 * <pre>{@code
 * Settled<Page> page = moveOnAfter(Duration.ofSeconds(8), () -> load(id)).join();
 * Page shown = page.orElse(Page.EMPTY);
 * }</pre>
 *
 * @param <T> the value
 */
public sealed interface Settled<T extends @Nullable Object> {
  /**
   * Ended with a value.
   *
   * @param value the value
   * @param <T> its type
   */
  record Fulfilled<T extends @Nullable Object>(T value) implements Settled<T> {}

  /**
   * Ended with a failure.
   *
   * @param error the failure itself, without wrappers
   * @param <T> the value that is missing
   */
  record Rejected<T extends @Nullable Object>(Throwable error) implements Settled<T> {
    /**
     * Checks its argument.
     *
     * @param error the failure itself, unwrapped
     */
    public Rejected {
      requireNonNull(error, "error");
    }
  }

  /**
   * Was cancelled.
   *
   * @param <T> the value that is missing
   */
  record Cancelled<T extends @Nullable Object>() implements Settled<T> {}

  /**
   * Did not end in time, and was stopped.
   *
   * @param <T> the value that is missing
   */
  record TimedOut<T extends @Nullable Object>() implements Settled<T> {}

  /** {@return whether there is a value} */
  default boolean isFulfilled() {
    return this instanceof Fulfilled;
  }

  /**
   * {@return the value, or what {@link java.util.concurrent.CompletableFuture#join} throws}
   *
   * @throws CompletionException around the failure, or around a {@link TimeoutException}
   * @throws CancellationException if it was cancelled
   */
  default T unwrap() {
    return fold(
        value -> value,
        error -> {
          throw new CompletionException(error);
        },
        () -> {
          throw new CancellationException("it was cancelled: there is no value");
        },
        () -> {
          throw new CompletionException(new TimeoutException("it timed out: there is no value"));
        });
  }

  /**
   * {@return the value, or {@code other}}
   *
   * @param other what stands for a missing value
   */
  default T orElse(T other) {
    return this instanceof Fulfilled<T> fulfilled ? fulfilled.value() : other;
  }

  /**
   * {@return the result of the function for what this is}
   *
   * @param onValue for {@link Fulfilled}
   * @param onFailure for {@link Rejected}
   * @param onCancelled for {@link Cancelled}
   * @param onTimeout for {@link TimedOut}
   * @param <R> the result
   */
  default <R extends @Nullable Object> R fold(
      Function<? super T, ? extends R> onValue,
      Function<? super Throwable, ? extends R> onFailure,
      Supplier<? extends R> onCancelled,
      Supplier<? extends R> onTimeout) {
    if (this instanceof Fulfilled<T> fulfilled) {
      return onValue.apply(fulfilled.value());
    }
    if (this instanceof Rejected<T> rejected) {
      return onFailure.apply(rejected.error());
    }
    return this instanceof Cancelled ? onCancelled.get() : onTimeout.get();
  }
}
