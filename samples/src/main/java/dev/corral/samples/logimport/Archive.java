package dev.corral.samples.logimport;

import dev.corral.samples.connections.ConnectionPool;
import dev.corral.samples.connections.Connections;
import dev.corral.samples.connections.Database;
import dev.corral.samples.connections.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Where the entries go: a table of an embedded database, behind the pool of another sample. */
public final class Archive implements AutoCloseable {
  private static final String TABLE =
      """
      CREATE TABLE entries (batch BIGINT, batch_size INT,
        at TIMESTAMP(3) WITH TIME ZONE, level VARCHAR(5), service VARCHAR(20),
        millis INT, text VARCHAR(200))\
      """;
  private static final Query ENTRIES = new Query("SELECT COUNT(*) FROM entries");
  private static final Query MILLIS = new Query("SELECT COALESCE(SUM(millis), 0) FROM entries");
  private static final Query BROKEN_BATCHES =
      new Query(
          """
          SELECT COUNT(*) FROM (SELECT batch FROM entries
            GROUP BY batch HAVING COUNT(*) <> MAX(batch_size))\
          """);

  private final Database database = new Database();
  private final Connections pool;

  /** An empty one, with so many connections at most. Blocks. */
  public Archive(int connections) throws IOException, SQLException {
    pool = new ConnectionPool(database::connect, connections);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  /** Its connections. */
  public Connections pool() {
    return pool;
  }

  /** What is in it. Blocks. */
  public Totals totals() throws Exception {
    return new Totals(
        pool.withConnection(ENTRIES).joinOrThrow(), pool.withConnection(MILLIS).joinOrThrow());
  }

  /** How many batches are in it, but not wholly. Blocks. */
  public long brokenBatches() throws Exception {
    return pool.withConnection(BROKEN_BATCHES).joinOrThrow();
  }

  /** How many connections are open, as the database says, that nobody keeps for later. Blocks. */
  public int openConnections() throws SQLException {
    return database.sessions() - pool.idle();
  }

  /** Deletes it. Blocks. */
  @Override
  public void close() throws SQLException, IOException {
    pool.close();
    database.close();
  }
}
