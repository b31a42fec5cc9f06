package dev.corral.channel;

/**
 * Thrown by what needs a queue that is not closed, or not drained yet.
 *
 * <pre>{@code
 * try {
 *   orders.putNow(order);
 * } catch (QueueClosed e) {
 *   log.info("closed: order " + order.id() + " was not taken");
 * }
 * }</pre>
 */
public final class QueueClosed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueClosed(String message) {
    super(message);
  }
}
