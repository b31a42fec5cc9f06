package dev.corral.channel;

/** Thrown by {@link ElementQueue#getNow} when there is no element. */
public final class QueueEmpty extends java.util.NoSuchElementException {
  private static final long serialVersionUID = 1L;

  QueueEmpty(String message) {
    super(message);
  }
}
