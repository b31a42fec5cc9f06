package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Backoff;
import dev.corral.engine.kernel.RetryRules;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How often something is tried, and how long to wait in between; immutable.
 *
 * <pre>{@code
 * RetryPolicy policy = RetryPolicy.attempts(5)
 *     .backoff(Duration.ofMillis(50), Duration.ofSeconds(2))
 *     .retryOn(IOException.class);
 * CorralFuture<Quote> quote = Corral.retry(() -> fetch(calls), policy);
 * }</pre>
 *
 * <p>The delay after the n-th attempt is base * factor^(n - 1), at most the maximum; of that a
 * random share, up to the jitter, is left out (M. Brooker, "Exponential Backoff And Jitter", 2015).
 * Unless told otherwise, every {@link Exception} is worth another attempt, with a base of 100 ms, a
 * maximum of 10 s, a factor of 2 and a jitter of 0.5.
 *
 * <p>Never tried again: a cancellation, of whomever, and an interrupt. The functions given here are
 * called on a callback thread, as code of the operation; if one throws, that is the operation's
 * failure.
 */
public final class RetryPolicy {
  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(10), 2, 0.5, null, null, null);

  private final int attempts;
  private final Duration base;
  private final Duration max;
  private final double factor;
  private final double jitter;
  private final @Nullable Predicate<? super Throwable> retryOn;
  private final @Nullable Predicate<@Nullable Object> retryOnResult;
  private final @Nullable Consumer<? super RetryAttempt> onAttempt;
  private final Backoff backoff;

  /** The same, in the engine's terms. */
  final RetryRules rules = new Rules();

  private RetryPolicy(
      int attempts,
      Duration base,
      Duration max,
      double factor,
      double jitter,
      @Nullable Predicate<? super Throwable> retryOn,
      @Nullable Predicate<@Nullable Object> retryOnResult,
      @Nullable Consumer<? super RetryAttempt> onAttempt) {
    this.attempts = attempts;
    this.base = base;
    this.max = max;
    this.factor = factor;
    this.jitter = jitter;
    this.retryOn = retryOn;
    this.retryOnResult = retryOnResult;
    this.onAttempt = onAttempt;
    this.backoff = new Backoff(Bridge.nanos(base), Bridge.nanos(max), factor, jitter);
  }

  /**
   * {@return a policy of so many attempts, and the defaults}
   *
   * @param attempts how many there may be, the first one too; at least 1
   * @throws IllegalArgumentException if it is less
   */
  public static RetryPolicy attempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " is not positive");
    }
    return new RetryPolicy(
        attempts, DEFAULTS.base, DEFAULTS.max, DEFAULTS.factor, DEFAULTS.jitter, null, null, null);
  }

  /**
   * How long to wait between attempts.
   *
   * @param base the delay after the first attempt, before jitter; zero for none at all
   * @param max the longest delay
   * @return this policy with those delays
   * @throws IllegalArgumentException if one is negative, or {@code max} is less than {@code base}
   */
  public RetryPolicy backoff(Duration base, Duration max) {
    requireNonNull(base, "base");
    requireNonNull(max, "max");
    if (base.isNegative()) {
      throw new IllegalArgumentException("base: " + base + " is negative");
    }
    if (max.compareTo(base) < 0) {
      throw new IllegalArgumentException("max: " + max + " is less than the base, " + base);
    }
    return new RetryPolicy(attempts, base, max, factor, jitter, retryOn, retryOnResult, onAttempt);
  }

  /**
   * By how much the delay grows each time.
   *
   * @param factor 1 or more
   * @return this policy with that factor
   * @throws IllegalArgumentException if it is less, or no number
   */
  public RetryPolicy factor(double factor) {
    return new RetryPolicy(attempts, base, max, factor, jitter, retryOn, retryOnResult, onAttempt);
  }

  /**
   * How much of a delay chance may leave out.
   *
   * @param jitter from 0, for nothing, to 1, for anything between no delay and the full one
   * @return this policy with that jitter
   * @throws IllegalArgumentException if it is outside of that
   */
  public RetryPolicy jitter(double jitter) {
    return new RetryPolicy(attempts, base, max, factor, jitter, retryOn, retryOnResult, onAttempt);
  }

  /**
   * Only a failure of this type is worth another attempt, beside those of earlier calls.
   *
   * @param type not one of a cancellation or an interrupt
   * @return this policy with that condition
   * @throws IllegalArgumentException if it is
   */
  public RetryPolicy retryOn(Class<? extends Throwable> type) {
    return retryOn(type, error -> true);
  }

  /**
   * Only a failure of this type that {@code predicate} accepts is worth another attempt, beside
   * those of earlier calls.
   *
   * @param type not one of a cancellation or an interrupt
   * @param predicate asked about failures of the type alone
   * @param <E> the type
   * @return this policy with that condition
   * @throws IllegalArgumentException if {@code type} is one of those
   */
  public <E extends Throwable> RetryPolicy retryOn(Class<E> type, Predicate<? super E> predicate) {
    requireNonNull(type, "type");
    requireNonNull(predicate, "predicate");
    if (CancellationException.class.isAssignableFrom(type)
        || InterruptedException.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException("type: " + type.getName() + " is never tried again");
    }
    Predicate<? super Throwable> before = retryOn;
    return retryOn(
        error ->
            type.isInstance(error)
                ? predicate.test(type.cast(error))
                : before != null && before.test(error));
  }

  /**
   * Only a failure that {@code predicate} accepts is worth another attempt; this takes the place of
   * earlier calls.
   *
   * @param predicate never asked about a cancellation or an interrupt
   * @return this policy with that condition
   */
  public RetryPolicy retryOn(Predicate<? super Throwable> predicate) {
    requireNonNull(predicate, "predicate");
    return new RetryPolicy(
        attempts, base, max, factor, jitter, predicate, retryOnResult, onAttempt);
  }

  /**
   * A result that {@code predicate} accepts is worth another attempt too. The last attempt's result
   * counts in any case.
   *
   * @param predicate asked about each result
   * @return this policy with that condition
   */
  public RetryPolicy retryOnResult(Predicate<@Nullable Object> predicate) {
    requireNonNull(predicate, "predicate");
    return new RetryPolicy(attempts, base, max, factor, jitter, retryOn, predicate, onAttempt);
  }

  /**
   * Tells {@code listener} of each attempt that ended.
   *
   * @param listener called before the next one begins
   * @return this policy with that listener
   */
  public RetryPolicy onAttempt(Consumer<? super RetryAttempt> listener) {
    requireNonNull(listener, "listener");
    return new RetryPolicy(attempts, base, max, factor, jitter, retryOn, retryOnResult, listener);
  }

  @Override
  public String toString() {
    return "RetryPolicy["
        + attempts
        + " attempts, delay "
        + base
        + " * "
        + factor
        + "^n up to "
        + max
        + ", jitter "
        + jitter
        + "]";
  }

  private final class Rules implements RetryRules {
    @Override
    public int getAttempts() {
      return attempts;
    }

    @Override
    public Backoff getBackoff() {
      return backoff;
    }

    @Override
    public boolean getJudgesFailures() {
      return retryOn != null;
    }

    @Override
    public boolean getJudgesValues() {
      return retryOnResult != null;
    }

    @Override
    public boolean getHearsAttempts() {
      return onAttempt != null;
    }

    @Override
    public boolean retriesFailure(Throwable failure) {
      return retryOn == null ? failure instanceof Exception : retryOn.test(failure);
    }

    @Override
    public boolean retriesValue(@Nullable Object value) {
      return retryOnResult != null && retryOnResult.test(value);
    }

    @Override
    public void attempted(
        int number, @Nullable Object value, @Nullable Throwable failure, long delay) {
      if (onAttempt != null) {
        Settled<?> outcome =
            failure == null
                ? new Settled.Fulfilled<@Nullable Object>(value)
                : new Settled.Rejected<>(failure);
        Optional<Duration> next =
            delay < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(delay));
        onAttempt.accept(new RetryAttempt(number, outcome, next));
      }
    }
  }
}
