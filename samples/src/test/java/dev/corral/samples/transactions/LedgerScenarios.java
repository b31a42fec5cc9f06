package dev.corral.samples.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.Leftovers;
import dev.corral.samples.transactions.Ledger.Transfer;
import dev.corral.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What customers are told and what the database has, whatever the language. */
@Timeout(60)
abstract class LedgerScenarios {
  private static final int ACCOUNTS = 8;
  private static final long BALANCE = 100;
  private static final int CONNECTIONS = 6;
  private static final Transfer TRANSFER = new Transfer(7, 1, 2, 30);

  private static Leftovers leftovers;
  private static Database database;
  private static ProcessHandle server;

  private Books books;
  private Ledger ledger;

  abstract Ledger.Maker maker();

  @BeforeAll
  static void start() throws Exception {
    leftovers = new Leftovers();
    database = new Database();
    server = database.process();
  }

  @BeforeEach
  void open() throws Exception {
    books = Books.open(database.connect(), ACCOUNTS, BALANCE);
    ledger = maker().make(database::connect, CONNECTIONS);
  }

  @AfterEach
  void nothingIsLostAndNothingIsLeft() throws Exception {
    assertThat(books.total()).isEqualTo(ACCOUNTS * BALANCE);
    assertThat(books.wrong()).isEmpty();
    assertThat(ledger.pool().statistics().borrowed()).isZero();
    assertThat(ledger.pool().statistics().waiting()).isZero();
    books.awaitSessions(ledger.pool().idle());
    ledger.close();
    books.awaitSessions(0);
    books.drop();
    books.close();
  }

  @AfterAll
  static void noProcessNoFileAndNoThreadIsLeft() throws Exception {
    database.close();
    assertThat(server.isAlive()).isFalse();
    assertThat(database.directory()).doesNotExist();
    leftovers.assertNone();
  }

  @Test
  void aTransferIsBooked() throws Exception {
    assertThat(ledger.book(TRANSFER).joinOrThrow()).isEqualTo(7);
    assertBooked();
  }

  @Test
  void aTransferOfTooMuchIsRefused() throws Exception {
    CorralFuture<Long> end = ledger.book(new Transfer(8, 1, 2, 101));
    assertThatThrownBy(end::joinOrThrow).isInstanceOf(SQLException.class);
    assertNotBooked();
  }

  @Test
  void aTransferIsUndoneThatIsCancelledWhileItWaitsForAnAccount() throws Exception {
    try (Connection other = lockAccount(2)) {
      CorralFuture<Long> end = ledger.book(TRANSFER);
      books.awaitWaitingIn("SELECT");
      assertThat(end.cancel()).isTrue();
      assertThatThrownBy(end::join).isInstanceOf(CancellationException.class);
      assertThat(other.isValid(1)).isTrue();
    }
    assertNotBooked();
    aTransferIsBooked();
  }

  @Test
  void aTransferIsUndoneThatTakesTooLong() throws Exception {
    try (Connection other = lockAccount(2)) {
      CorralFuture<Long> end = Corral.failAfter(Duration.ofMillis(50), () -> ledger.book(TRANSFER));
      assertThatThrownBy(end::joinOrThrow).isInstanceOf(TimeoutException.class);
      assertThat(other.isValid(1)).isTrue();
    }
    assertNotBooked();
    aTransferIsBooked();
  }

  @Test
  void aTransferIsBookedThatIsCancelledInTheMiddleOfItsCommit() throws Exception {
    books.audit();
    CorralFuture<Long> end = ledger.book(TRANSFER);
    books.awaitWaitingIn("COMMIT");
    assertThat(end.cancel()).isTrue();
    assertThat(end.isCancelRequested()).isTrue();
    assertNotBooked();
    assertThat(end).isNotDone();
    books.auditOver();
    assertThat(end.joinOrThrow()).isEqualTo(7);
    assertBooked();
  }

  @Test
  void aTransferIsBookedWhoseTimeIsUpInTheMiddleOfItsCommit() throws Exception {
    books.audit();
    Duration timeout = Duration.ofMillis(500);
    CorralFuture<Long> end = Corral.failAfter(timeout, () -> ledger.book(TRANSFER));
    books.awaitWaitingIn("COMMIT");
    Await.until(() -> end.isCancelRequested());
    books.auditOver();
    assertThat(end.joinOrThrow()).isEqualTo(7);
    assertBooked();
  }

  @Test
  void theDatabaseHasWhatTheCustomersWereToldWhoeverGivesUpWhenever() throws Exception {
    assertToldTheTruthOf(1_500);
  }

  @Test
  @Tag("stress")
  @Timeout(600)
  void theDatabaseHasWhatTheCustomersWereToldHoweverOften() throws Exception {
    assertToldTheTruthOf(40_000);
  }

  @Test
  void theDemoComparesWhatCustomersWereToldWithTheDatabase() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(maker(), new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines())
        .contains(
            "the database has those that are booked, and no other: true",
            "total before 1600, now 1600, accounts that do not add up: []",
            "cancelled in the middle of its commit: done false, then booked as number 2000",
            "closed: no sessions",
            "the server has ended: true, its files are gone: true");
  }

  private void assertToldTheTruthOf(int transfers) throws Exception {
    Customers customers = new Customers(ledger, ACCOUNTS);
    customers.move(transfers);
    assertThat(books.booked()).isEqualTo(customers.booked()).isNotEmpty();
    assertThat(customers.ends()).containsKeys("booked", "cancelled", "timed out");
  }

  private static Connection lockAccount(int account) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT FROM accounts WHERE id = " + account + " FOR UPDATE");
    }
    return connection;
  }

  private void assertBooked() throws SQLException {
    assertThat(books.booked()).containsExactly(7L);
    assertThat(books.balanceOf(2)).isEqualTo(BALANCE + 30);
  }

  private void assertNotBooked() throws SQLException {
    assertThat(books.booked()).isEmpty();
    assertThat(books.balanceOf(2)).isEqualTo(BALANCE);
  }
}
