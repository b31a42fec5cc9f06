package dev.corral.channel;

/**
 * Thrown by {@link ElementQueue#putNow} when there is no room for the element.
 *
 * <pre>{@code
 * try {
 *   orders.putNow(order);
 * } catch (QueueFull e) {
 *   log.info("too many orders"); // tryPut(order) is the same without an exception
 * }
 * }</pre>
 */
public final class QueueFull extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueFull(String message) {
    super(message);
  }
}
