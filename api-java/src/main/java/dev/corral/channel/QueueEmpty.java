package dev.corral.channel;

/**
 * Thrown by {@link ElementQueue#getNow} when there is no element.
 *
 * <pre>{@code
 * try {
 *   ship(orders.getNow());
 * } catch (QueueEmpty e) {
 *   log.info("nothing to ship"); // tryGet() is the same without an exception
 * }
 * }</pre>
 */
public final class QueueEmpty extends java.util.NoSuchElementException {
  private static final long serialVersionUID = 1L;

  QueueEmpty(String message) {
    super(message);
  }
}
