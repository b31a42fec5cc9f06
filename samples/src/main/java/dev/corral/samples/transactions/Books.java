package dev.corral.samples.transactions;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** What the database itself says, on a connection of its own. For one thread at a time. */
public final class Books implements AutoCloseable {
  private static final long PATIENCE_NANOS = SECONDS.toNanos(10);

  /** Accounts that do not have what their transfers say. */
  private static final String WRONG =
      """
      SELECT id FROM accounts WHERE balance <> %d
          + (SELECT coalesce(sum(amount), 0) FROM transfers WHERE creditor = id)
          - (SELECT coalesce(sum(amount), 0) FROM transfers WHERE debtor = id)
      """;

  private final Connection connection;
  private final long balance;

  private Books(Connection connection, long balance) {
    this.connection = connection;
    this.balance = balance;
  }

  /**
   * Makes the tables, with so many accounts that have the same balance. At each commit a trigger
   * waits until the {@linkplain #audit audit} is over.
   */
  public static Books open(Connection connection, int accounts, long balance) throws SQLException {
    Books books = new Books(connection, balance);
    books.execute(
        """
        CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance BIGINT CHECK (balance >= 0));
        CREATE TABLE transfers (
            number BIGINT PRIMARY KEY, debtor BIGINT, creditor BIGINT, amount BIGINT);
        CREATE FUNCTION await_audit() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER audit AFTER INSERT ON transfers
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION await_audit();
        INSERT INTO accounts SELECT id, %d FROM generate_series(1, %d) AS id
        """
            .formatted(balance, accounts));
    return books;
  }

  /** From now on no commit ends before the audit is over. */
  public void audit() throws SQLException {
    execute("SELECT pg_advisory_lock(1)");
  }

  /** Commits may end. */
  public void auditOver() throws SQLException {
    execute("SELECT pg_advisory_unlock(1)");
  }

  /** The numbers of the transfers that are booked. */
  public Set<Long> booked() throws SQLException {
    return numbers("SELECT number FROM transfers");
  }

  /** The numbers of the accounts that have more or less than they should. */
  public Set<Long> wrong() throws SQLException {
    return numbers(WRONG.formatted(balance));
  }

  /** The sum of all accounts. */
  public long total() throws SQLException {
    return number("SELECT sum(balance) FROM accounts");
  }

  /** What an account has. */
  public long balanceOf(int account) throws SQLException {
    return number("SELECT balance FROM accounts WHERE id = " + account);
  }

  /** Waits until the database has so many sessions, but for this one. Blocks. */
  public void awaitSessions(int sessions) throws SQLException {
    awaitNumber(
        sessions,
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  }

  /** Waits until a session waits for a lock, in a statement that begins so. Blocks. */
  public void awaitWaitingIn(String statement) throws SQLException {
    awaitNumber(
        1,
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '"
            + statement
            + "%'");
  }

  private void awaitNumber(long number, String query) throws SQLException {
    long start = System.nanoTime();
    while (number(query) != number) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("waited in vain for " + number + " of " + query);
      }
    }
  }

  /** Drops the tables. */
  public void drop() throws SQLException {
    execute("DROP TABLE accounts, transfers; DROP FUNCTION await_audit");
  }

  private long number(String query) throws SQLException {
    return numbers(query).iterator().next();
  }

  private Set<Long> numbers(String query) throws SQLException {
    Set<Long> numbers = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  private void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
