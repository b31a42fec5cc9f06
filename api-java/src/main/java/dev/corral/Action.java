package dev.corral;

/**
 * Work without a result that may throw anything: the void form of {@link
 * java.util.concurrent.Callable}.
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
