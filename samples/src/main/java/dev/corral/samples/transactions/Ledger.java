package dev.corral.samples.transactions;

import dev.corral.CorralFuture;
import dev.corral.samples.connections.Connections;
import java.sql.Connection;
import java.util.concurrent.Callable;

/** What moves money, in one language or the other. */
public interface Ledger extends AutoCloseable {
  /**
   * Moves money from one account to another.
   *
   * @return done with the number of the transfer if, and only if, it is booked; cancelled or timed
   *     out before the commit, is undone; after that, is booked all the same; fails with an {@link
   *     java.sql.SQLException} if there is not enough money
   */
  CorralFuture<Long> book(Transfer transfer);

  /** Its connections. */
  Connections pool();

  /** Waits until every connection has come back and is closed. Blocks. */
  @Override
  void close();

  /**
   * A transfer.
   *
   * @param number its own
   * @param amount more than zero
   */
  record Transfer(long number, int from, int to, long amount) {}

  /** What makes a ledger, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /**
     * A ledger.
     *
     * @param database opens a connection; may block
     * @param connections how many there may be
     */
    Ledger make(Callable<Connection> database, int connections);
  }
}
