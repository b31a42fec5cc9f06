package dev.corral.samples.connections;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.corral.Corral;
import dev.corral.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/**
 * A query for a number. Cancelled, it is stopped in the database, and the connection is as good as
 * before.
 */
public record Query(String sql) implements Work<Long> {
  /** How many sessions the database has at this moment, as it says itself. */
  static final Query SESSIONS = new Query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS");

  /** Takes hours, most of which it waits as for a disk. */
  static final Query ENDLESS = new Query("SELECT SUM(NAP()) FROM SYSTEM_RANGE(1, 1000000000000)");

  @Override
  @SuppressWarnings("try") // the registration is there to be closed
  public Long on(Connection connection) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (PreparedStatement query = connection.prepareStatement(sql);
        Registration stop = Corral.onCancel(() -> cancel(query, ended))) {
      return Corral.shieldBlocking(() -> number(query, ended)); // an interrupt would not stop it
    }
  }

  /** A database ignores this as long as the query has not begun there: asks until it has ended. */
  private static void cancel(PreparedStatement query, CountDownLatch ended) throws Exception {
    do {
      query.cancel();
    } while (!ended.await(1, MILLISECONDS));
  }

  private static long number(PreparedStatement query, CountDownLatch ended) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } finally {
      ended.countDown();
    }
  }
}
