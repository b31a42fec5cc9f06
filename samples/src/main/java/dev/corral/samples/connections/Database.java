package dev.corral.samples.connections;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A database in a file of its own, which keeps count of its sessions. */
public final class Database implements AutoCloseable {
  private final Path directory;
  private final String url;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** An empty database, which is deleted when it is closed. */
  public Database() throws IOException, SQLException {
    directory = Files.createTempDirectory("corral-connections");
    url = "jdbc:h2:file:" + directory.resolve("db") + ";DB_CLOSE_DELAY=-1";
    execute("CREATE ALIAS NAP FOR '" + Database.class.getName() + ".nap'");
  }

  /** What a slow query does with each row; called by H2. */
  public static int nap() {
    LockSupport.parkNanos(10_000);
    return 0;
  }

  /** Opens a connection, and asks the database how many it has now. Blocks. */
  public Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    opened.incrementAndGet();
    most.accumulateAndGet(sessions(connection), Math::max);
    return connection;
  }

  /** How many connections were opened so far. */
  public int opened() {
    return opened.get();
  }

  /** The most sessions that the database has said to have when it had opened one. */
  public int mostSessions() {
    return most.get();
  }

  /** How many sessions the database has, but for the one that asks. Blocks. */
  public int sessions() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return sessions(connection) - 1;
    }
  }

  private static int sessions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(Query.SESSIONS.sql())) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void execute(String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    execute("SHUTDOWN");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
