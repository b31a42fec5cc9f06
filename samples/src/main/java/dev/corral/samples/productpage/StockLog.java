package dev.corral.samples.productpage;

import static dev.corral.samples.productpage.Account.Party.STOCK;

import dev.corral.samples.productpage.Account.Outcome;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.api.DatabaseEventListener;
import org.h2.api.ErrorCode;

/** What the database itself sees of the queries; made by H2, by the name of the class. */
public final class StockLog implements DatabaseEventListener {
  private static final Map<String, Account> ACCOUNTS = new ConcurrentHashMap<>();

  private volatile Account account;

  /** Called by H2. */
  public StockLog() {}

  static void open(String database, Account account) {
    ACCOUNTS.put(database, account);
  }

  @Override
  public void init(String url) {
    account = ACCOUNTS.remove(url.substring("jdbc:h2:".length()));
  }

  @Override
  public void setProgress(int state, String sql, long current, long max) {
    if (!isQuery(sql)) {
      return;
    }
    if (state == STATE_STATEMENT_START) {
      account.started(STOCK);
    } else if (state == STATE_STATEMENT_END) {
      account.ended(STOCK, Outcome.ANSWERED, "with the sum of the bookings");
    }
  }

  @Override
  public void exceptionThrown(SQLException e, String sql) {
    if (isQuery(sql)) {
      boolean cancelled = e.getErrorCode() == ErrorCode.STATEMENT_WAS_CANCELED;
      account.ended(
          STOCK,
          cancelled ? Outcome.STOPPED : Outcome.FAILED,
          "by the database, with error " + e.getErrorCode());
    }
  }

  private static boolean isQuery(String sql) {
    return sql != null && sql.contains("FROM stock");
  }
}
