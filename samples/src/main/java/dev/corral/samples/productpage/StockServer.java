package dev.corral.samples.productpage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

/**
 * A server with the stock database. "kitchen-teapot" has a few bookings; adding up those of all
 * other products takes hours.
 */
final class StockServer implements AutoCloseable {
  static {
    // Else H2 listens on all addresses; read when H2 is loaded.
    System.setProperty("h2.bindAddress", "127.0.0.1");
  }

  private final Server server;
  private final JdbcDataSource database = new JdbcDataSource();

  StockServer(Path directory, Account account) throws SQLException {
    String name = directory.getFileName().toString();
    StockLog.open(name, account);
    server =
        Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", directory.toString());
    server.start();
    // Without the second setting the database is gone as soon as the process is told to end.
    database.setURL(
        "jdbc:h2:tcp://127.0.0.1:"
            + server.getPort()
            + "/"
            + name
            + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
    execute(
        "CREATE TABLE stock (product VARCHAR PRIMARY KEY, bookings BIGINT)",
        "INSERT INTO stock VALUES ('kitchen-teapot', 84), ('attic-lamp', 1000000000000),"
            + " ('cellar-wine', 1000000000000), ('cellar-cheese', 1000000000000)",
        "SET DATABASE_EVENT_LISTENER '" + StockLog.class.getName() + "'");
  }

  DataSource database() {
    return database;
  }

  private void execute(String... commands) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    execute("SHUTDOWN");
    server.stop();
  }
}
