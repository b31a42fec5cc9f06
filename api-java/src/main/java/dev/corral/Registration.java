package dev.corral;

/**
 * Something registered that {@link #close} withdraws.
 *
 * <pre>{@code
 * try (Registration onCancel = Corral.onCancel(statement::cancel)) {
 *   return statement.executeQuery(sql);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {
  /**
   * Withdraws it. A second call does nothing. If it is being called at this moment on another
   * thread, waits until that call has returned.
   */
  @Override
  void close();
}
