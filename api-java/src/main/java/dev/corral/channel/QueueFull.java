package dev.corral.channel;

/** Thrown by {@link ElementQueue#putNow} when there is no room for the element. */
public final class QueueFull extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueFull(String message) {
    super(message);
  }
}
