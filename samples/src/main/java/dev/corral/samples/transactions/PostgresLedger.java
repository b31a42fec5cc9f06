package dev.corral.samples.transactions;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Registration;
import dev.corral.samples.connections.ConnectionPool;
import dev.corral.samples.connections.Connections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * A ledger in Java.
 *
 * <p>Cancelled, it stops the statement that runs, in the database, and the pool rolls back what is
 * unfinished when it gets the connection back. The commit is shielded: whoever gives up meanwhile
 * waits for its end, and gets the number of the transfer.
 */
public final class PostgresLedger implements Ledger {
  private final Connections pool;

  /** A ledger with so many connections of this database, at most. */
  public PostgresLedger(Callable<Connection> database, int connections) {
    pool = new ConnectionPool(database, connections);
  }

  @Override
  public CorralFuture<Long> book(Transfer transfer) {
    return pool.withConnection(
        connection -> {
          connection.setAutoCommit(false);
          for (Step step : Step.of(transfer)) {
            try (PreparedStatement statement = step.prepare(connection)) {
              run(statement);
            }
          }
          Corral.checkpoint(); // the last chance to give up
          Corral.shieldAction(connection::commit);
          return transfer.number();
        });
  }

  /** An interrupt never stops a statement. On a virtual thread it would cut the connection. */
  @SuppressWarnings("try") // the registration is there to be closed
  private static void run(PreparedStatement statement) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (Registration stop = Corral.onCancel(() -> stop(statement, ended))) {
      Corral.shieldAction(() -> execute(statement, ended));
    }
  }

  private static void execute(PreparedStatement statement, CountDownLatch ended)
      throws SQLException {
    try {
      statement.execute();
    } finally {
      ended.countDown();
    }
  }

  /** The driver ignores this as long as the statement has not begun: asks until it has ended. */
  private static void stop(PreparedStatement statement, CountDownLatch ended) throws Exception {
    do {
      statement.cancel();
    } while (!ended.await(1, MILLISECONDS));
  }

  @Override
  public Connections pool() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
