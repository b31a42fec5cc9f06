package dev.corral.testing;

import org.jspecify.annotations.Nullable;

/**
 * One of the runs of {@link Interleavings} failed; the message says how to have it again.
 *
 * <pre>{@code
 * // With a breakpoint in it: the very run that failed.
 * void again(InterleavingError found) {
 *   Interleavings.replaying(found.seed()).explore(() -> depositTwice(new Careless()));
 * }
 * }</pre>
 */
public final class InterleavingError extends AssertionError {
  private static final long serialVersionUID = 1;

  /** What makes the same run happen again. */
  private final long seed;

  InterleavingError(long seed, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.seed = seed;
  }

  /** {@return what makes the same run happen again} */
  public long seed() {
    return seed;
  }
}
