package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * Gives back a value that nobody will receive, such as a connection opened too late.
 *
 * <pre>{@code
 * Disposer<Connection> close = Connection::close;
 * Task<Connection> open = Task.blocking(() -> connect()).onUndelivered(close);
 * }</pre>
 *
 * @param <T> what is disposed of
 */
@FunctionalInterface
public interface Disposer<T extends @Nullable Object> {
  /**
   * Disposes of {@code value}; runs on a callback thread and may block.
   *
   * @param value the value that was not delivered
   * @throws Exception is suppressed into the failure that kept the value from being delivered, or
   *     goes to the handler for unobserved failures
   */
  void dispose(T value) throws Exception;
}
