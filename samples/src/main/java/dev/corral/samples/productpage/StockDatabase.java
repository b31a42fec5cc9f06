package dev.corral.samples.productpage;

import dev.corral.Corral;
import dev.corral.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Asks the stock database, by plain JDBC. */
public final class StockDatabase {
  private static final String UNITS =
      "SELECT SUM(MOD(x, 2)) FROM stock, SYSTEM_RANGE(1, 1000000000000)"
          + " WHERE product = ? AND x <= bookings";

  private final DataSource database;

  StockDatabase(DataSource database) {
    this.database = database;
  }

  /**
   * Adds up the bookings of a product. Blocks; cancelled, stops the query in the database.
   *
   * @return the units in stock
   */
  @SuppressWarnings("try") // the registration is there to be closed
  public int unitsOf(String product) throws Exception {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(UNITS);
        Registration stop = Corral.onCancel(query::cancel)) {
      query.setString(1, product);
      // An interrupt never stops the query. On a virtual thread it would cut the connection, and
      // the cancel would find nothing to cancel.
      return Corral.shieldBlocking(() -> firstInt(query));
    } catch (SQLException e) {
      Corral.checkpoint(); // the error of a query that was cancelled is no failure
      throw e;
    }
  }

  private static int firstInt(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
