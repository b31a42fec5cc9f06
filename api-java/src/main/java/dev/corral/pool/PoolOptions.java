package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool of threads may have beside their number; immutable.
 *
 * <pre>{@code
 * PoolOptions options =
 *     PoolOptions.named("images").queueCapacity(100).whenFull(WhenFull.CALLER_RUNS);
 * ThreadPool images = ThreadPool.of(4, options);
 * }</pre>
 */
public final class PoolOptions {
  private static final PoolOptions DEFAULTS =
      new PoolOptions(null, Integer.MAX_VALUE, WhenFull.REJECT, Duration.ofMinutes(1));

  final @Nullable String name;
  final int queueCapacity;
  final WhenFull whenFull;
  final Duration keepAlive;

  private PoolOptions(
      @Nullable String name, int queueCapacity, WhenFull whenFull, Duration keepAlive) {
    this.name = name;
    this.queueCapacity = queueCapacity;
    this.whenFull = whenFull;
    this.keepAlive = keepAlive;
    if (queueCapacity == 0 && whenFull == WhenFull.DISCARD_OLDEST) {
      throw new IllegalArgumentException(
          "whenFull: DISCARD_OLDEST, but with queueCapacity 0 nothing waits that could be"
              + " discarded");
    }
  }

  /**
   * {@return options without a name, where any number of jobs may wait and a thread with nothing to
   * do stays for a minute}
   */
  public static PoolOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return the defaults, and a name}
   *
   * @param name of the pool and, with a number, of its threads
   */
  public static PoolOptions named(String name) {
    return DEFAULTS.name(name);
  }

  /**
   * {@return these options with a name}
   *
   * @param name of the pool and, with a number, of its threads
   */
  public PoolOptions name(String name) {
    return new PoolOptions(requireNonNull(name, "name"), queueCapacity, whenFull, keepAlive);
  }

  /**
   * {@return these options with room for so many jobs that wait for their turn}
   *
   * @param queueCapacity zero for none: a job then needs a thread that is free
   * @throws IllegalArgumentException if it is negative, or zero where the oldest is to be discarded
   */
  public PoolOptions queueCapacity(int queueCapacity) {
    if (queueCapacity < 0) {
      throw new IllegalArgumentException("queueCapacity: " + queueCapacity + " is negative");
    }
    return new PoolOptions(name, queueCapacity, whenFull, keepAlive);
  }

  /**
   * {@return these options with an answer to a job for which there is no room}
   *
   * @param whenFull what becomes of it
   * @throws IllegalArgumentException if the oldest is to be discarded where none can wait
   */
  public PoolOptions whenFull(WhenFull whenFull) {
    return new PoolOptions(name, queueCapacity, requireNonNull(whenFull, "whenFull"), keepAlive);
  }

  /**
   * {@return these options with threads that stay so long when they have nothing to do}
   *
   * @param keepAlive zero for not at all
   * @throws IllegalArgumentException if it is negative
   */
  public PoolOptions keepAlive(Duration keepAlive) {
    if (requireNonNull(keepAlive, "keepAlive").isNegative()) {
      throw new IllegalArgumentException("keepAlive: " + keepAlive + " is negative");
    }
    return new PoolOptions(name, queueCapacity, whenFull, keepAlive);
  }

  @Override
  public String toString() {
    return "PoolOptions["
        + (name == null ? "" : name + ", ")
        + "queueCapacity "
        + (queueCapacity == Integer.MAX_VALUE ? "unlimited" : queueCapacity)
        + ", "
        + whenFull
        + ", keepAlive "
        + keepAlive
        + "]";
  }
}
