package dev.corral.channel;

/** Thrown by what needs a queue that is not closed, or not drained yet. */
public final class QueueClosed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueClosed(String message) {
    super(message);
  }
}
