package dev.corral;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How one of several tasks ended.
 *
 * @param index which one, counted from 0
 * @param settled how
 * @param <T> the tasks' result
 */
public record Completion<T extends @Nullable Object>(int index, Settled<T> settled) {
  /** Checks its arguments. */
  public Completion {
    requireNonNull(settled, "settled");
  }
}
