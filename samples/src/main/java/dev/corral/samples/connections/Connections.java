package dev.corral.samples.connections;

import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.sync.CapacityStatistics;
import java.sql.Connection;
import java.util.concurrent.Callable;

/** A pool of connections, in one language or the other. Safe for use by many threads. */
public interface Connections extends AutoCloseable {
  /**
   * Waits for a connection, and does some work on it, on a thread for such.
   *
   * @return done when the connection is back; cancelled while it waits, has taken nothing
   */
  <T> CorralFuture<T> withConnection(Work<T> work);

  /** Waits for a connection for work in several steps. Whoever gets the lease closes it. */
  Task<Lease> lease();

  /** Changes how many connections there may be, also while they are in use. Blocks. */
  void resize(int total);

  /** How many connections are lent, and how many callers wait for one. */
  CapacityStatistics statistics();

  /** How many connections wait to be lent. */
  int idle();

  /** Lends no more, and waits until every connection has come back and is closed. Blocks. */
  @Override
  void close();

  /** What makes a pool, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /**
     * A pool.
     *
     * @param database opens a connection; may block
     * @param total how many there may be
     */
    Connections make(Callable<Connection> database, int total);
  }
}
