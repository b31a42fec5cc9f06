package dev.corral;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How one of several tasks ended.
 *
 * <pre>{@code
 * try (CompletionStream<Quote> quotes = Corral.asCompleted(tasks)) {
 *   for (Completion<Quote> quote : quotes) {
 *     table[quote.index()] = quote.settled().orElse(Quote.NONE);
 *   }
 * }
 * }</pre>
 *
 * @param index which one, counted from 0
 * @param settled how
 * @param <T> the tasks' result
 */
public record Completion<T extends @Nullable Object>(int index, Settled<T> settled) {
  /**
   * Checks its arguments.
   *
   * @param index which one, counted from 0
   * @param settled how
   */
  public Completion {
    requireNonNull(settled, "settled");
  }
}
