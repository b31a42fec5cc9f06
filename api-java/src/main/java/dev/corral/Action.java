package dev.corral;

/**
 * Work without a result that may throw anything: the void form of {@link
 * java.util.concurrent.Callable}.
 *
 * <pre>{@code
 * Action move = () -> Files.move(inbox, archive);
 * CorralFuture<Void> moved = Corral.toThreadAction(move);
 * }</pre>
 */
@FunctionalInterface
public interface Action {
  /**
   * Does the work.
   *
   * @throws Exception whatever the work throws
   */
  void run() throws Exception;
}
