package dev.corral.samples.logimport;

import dev.corral.Corral;
import dev.corral.samples.connections.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Inserts a batch in one transaction. It is shielded: a cancelled import waits for the batches that
 * it is about to insert, so that they are in the database wholly, and does not begin another one.
 * What a failure leaves undone, the pool takes back.
 *
 * @param batch its number
 * @param entries what is in it
 * @param progress told when it is in the database
 */
public record Insert(long batch, List<LogEntry> entries, Progress progress)
    implements Work<Integer> {
  private static final String ROW = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)";

  @Override
  public Integer on(Connection connection) throws Exception {
    Corral.shieldAction(() -> insert(connection));
    progress.inserted(entries.size());
    return entries.size();
  }

  private void insert(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement row = connection.prepareStatement(ROW)) {
      for (LogEntry entry : entries) {
        row.setLong(1, batch);
        row.setInt(2, entries.size());
        row.setObject(3, entry.at());
        row.setString(4, entry.level().name());
        row.setString(5, entry.service());
        row.setInt(6, entry.millis());
        row.setString(7, entry.text());
        row.addBatch();
      }
      row.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }
}
