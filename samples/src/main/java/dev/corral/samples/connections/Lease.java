package dev.corral.samples.connections;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that is lent until this is closed. */
public final class Lease implements AutoCloseable {
  private final Shelf shelf;
  private final Connection connection;
  private final Runnable after;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  Lease(Shelf shelf, Connection connection, Runnable after) {
    this.shelf = shelf;
    this.connection = connection;
    this.after = after;
  }

  /** What is lent. */
  public Connection connection() {
    return connection;
  }

  /** Gives it back. Closed again, does nothing. Blocks. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      try {
        shelf.giveBack(connection);
      } finally {
        after.run();
      }
    }
  }
}
