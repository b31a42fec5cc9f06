package dev.corral.samples.connections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.Leftovers;
import dev.corral.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers get from a pool and what the database sees of it, whatever the language. */
@Timeout(60)
abstract class ConnectionScenarios {
  private static final int MOST = 4;
  private static final Duration SOON = Duration.ofMillis(20);
  private static Leftovers leftovers;

  private Database database;
  private Connections pool;

  abstract Connections.Maker maker();

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @BeforeEach
  void open() throws Exception {
    database = new Database();
    pool = pool(database::connect);
  }

  @AfterEach
  void nothingIsLeftInTheDatabase() throws Exception {
    assertThat(pool.statistics().borrowed()).isZero();
    assertThat(pool.statistics().waiting()).isZero();
    assertThat(database.sessions()).isEqualTo(pool.idle());
    pool.close();
    assertThat(database.sessions()).isZero();
    database.close();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(pool.withConnection(Query.SESSIONS).joinOrThrow()).isEqualTo(1);
    }
    assertThat(database.opened()).isEqualTo(1);
  }

  @Test
  void aConnectionIsOpenedForEachWhoNeedsOneAtOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Work<Long> together =
        connection -> {
          both.countDown();
          both.await();
          return Query.SESSIONS.on(connection);
        };
    CorralFuture<Long> one = pool.withConnection(together);
    assertThat(pool.withConnection(together).joinOrThrow() + one.joinOrThrow()).isBetween(3L, 4L);
    assertThat(pool.idle()).isEqualTo(2);
  }

  @Test
  void whoIsCancelledWhileWaitingTakesNothing() throws Exception {
    pool.resize(1);
    try (Lease lease = Corral.runSync(pool.lease())) {
      CorralFuture<Long> request = pool.withConnection(Query.SESSIONS);
      await(() -> pool.statistics().waiting() == 1);
      assertThat(request.cancel()).isTrue();
      assertThatThrownBy(request::join).isInstanceOf(CancellationException.class);
      assertThat(pool.statistics().waiting()).isZero();
      assertThat(lease.connection().isValid(1)).isTrue();
    }
    assertThat(database.opened()).isEqualTo(1);
  }

  @Test
  void whoTimesOutWhileWaitingTakesNothing() throws Exception {
    pool.resize(1);
    try (Lease lease = Corral.runSync(pool.lease())) {
      assertThatThrownBy(() -> within(SOON, Query.SESSIONS)).isInstanceOf(TimeoutException.class);
      assertThat(pool.statistics().waiting()).isZero();
      assertThat(lease.connection().isValid(1)).isTrue();
    }
    assertThat(database.opened()).isEqualTo(1);
  }

  @Test
  void aCancelledQueryIsStoppedAndItsConnectionIsUsedAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Long> request =
        pool.withConnection(
            connection -> {
              begun.countDown();
              return Query.ENDLESS.on(connection);
            });
    begun.await();
    request.cancel();
    assertThatThrownBy(request::join).isInstanceOf(CancellationException.class);
    assertThat(pool.withConnection(Query.SESSIONS).joinOrThrow()).isEqualTo(1);
    assertThat(database.opened()).isEqualTo(1);
  }

  @Test
  void aQueryThatTakesTooLongIsStoppedAndItsConnectionIsUsedAgain() throws Exception {
    assertThatThrownBy(() -> within(SOON, Query.ENDLESS)).isInstanceOf(TimeoutException.class);
    assertThat(pool.withConnection(Query.SESSIONS).joinOrThrow()).isEqualTo(1);
    assertThat(database.opened()).isLessThanOrEqualTo(1);
  }

  @Test
  void workThatFailsGivesItsConnectionBackWithoutWhatIsUnfinished() throws Exception {
    assertThatThrownBy(
            () ->
                pool.withConnection(
                        connection -> {
                          execute(connection, "CREATE TABLE bookings (units INT)");
                          connection.setAutoCommit(false);
                          execute(connection, "INSERT INTO bookings VALUES (1)");
                          throw new SQLException("out of paper");
                        })
                    .joinOrThrow())
        .hasMessage("out of paper");
    assertThat(pool.withConnection(new Query("SELECT COUNT(*) FROM bookings")).joinOrThrow())
        .isZero();
    assertThat(pool.withConnection(Connection::getAutoCommit).joinOrThrow()).isTrue();
    assertThat(database.opened()).isEqualTo(1);
  }

  @Test
  void aConnectionThatBrokeOnTheShelfIsReplaced() throws Exception {
    long session = pool.withConnection(new Query("SELECT SESSION_ID()")).joinOrThrow();
    try (Connection administrator = database.connect()) {
      execute(administrator, "CALL ABORT_SESSION(" + session + ")");
    }
    assertThat(pool.withConnection(Query.SESSIONS).joinOrThrow()).isEqualTo(1);
    assertThat(database.opened()).isEqualTo(3);
  }

  @Test
  void aConnectionThatBreaksInUseIsThrownAway() throws Exception {
    assertThatThrownBy(
            () ->
                pool.withConnection(
                        connection -> {
                          connection.close();
                          return Query.SESSIONS.on(connection);
                        })
                    .joinOrThrow())
        .isInstanceOf(SQLException.class);
    assertThat(pool.idle()).isZero();
  }

  @Test
  void aDatabaseThatRefusesCostsNoPermit() throws Exception {
    pool =
        pool(
            () -> {
              throw new SQLException("out of order");
            });
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> pool.withConnection(Query.SESSIONS).joinOrThrow())
          .hasMessage("out of order");
      assertThatThrownBy(() -> Corral.runSync(pool.lease())).hasMessage("out of order");
    }
  }

  @Test
  void aConnectionThatIsOpenedTooLateGoesToTheShelf() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    pool =
        pool(
            () -> {
              opening.countDown();
              late.await();
              return database.connect();
            });
    CompletableFuture<Void> another = new CompletableFuture<>();
    CorralFuture<?> both = Corral.gather(pool.lease(), () -> another, (lease, nothing) -> lease);
    opening.await();
    another.completeExceptionally(new SQLException("of another one"));
    late.countDown();
    assertThatThrownBy(both::joinOrThrow).hasMessage("of another one");
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  void aConnectionThatIsOpenedAfterThePoolWasClosedIsClosed() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    pool =
        pool(
            () -> {
              if (opening.getCount() > 0) {
                opening.countDown();
                late.await();
              }
              return database.connect();
            });
    CorralFuture<Long> request = pool.withConnection(Query.SESSIONS);
    opening.await();
    request.cancel();
    CorralFuture<Void> closed = Corral.toThreadAction(pool::close);
    await(this::isClosed);
    assertThat(closed).isNotDone();
    late.countDown();
    closed.joinOrThrow();
    assertThatThrownBy(request::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void moreConnectionsServeThoseWhoWait() throws Exception {
    pool.resize(1);
    try (Lease lease = Corral.runSync(pool.lease())) {
      CorralFuture<Long> request = pool.withConnection(Query.SESSIONS);
      await(() -> pool.statistics().waiting() == 1);
      pool.resize(2);
      assertThat(request.joinOrThrow()).isEqualTo(2);
      assertThat(lease.connection().isValid(1)).isTrue();
    }
  }

  @Test
  void fewerConnectionsCloseThoseThatAreIdleOrComeBack() throws Exception {
    Lease one = Corral.runSync(pool.lease());
    Lease other = Corral.runSync(pool.lease());
    Corral.runSync(pool.lease()).close();
    assertThat(database.sessions()).isEqualTo(3);
    pool.resize(1);
    assertThat(database.sessions()).isEqualTo(2);
    one.close();
    assertThat(database.sessions()).isEqualTo(1);
    other.close();
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  void closingWaitsForWhatIsOutAndThenLendsNoMore() throws Exception {
    Lease lease = Corral.runSync(pool.lease());
    CorralFuture<Void> closed = Corral.toThreadAction(pool::close);
    await(this::isClosed);
    assertThat(closed).isNotDone();
    assertThat(lease.connection().isValid(1)).isTrue();
    lease.close();
    closed.joinOrThrow();
    assertThat(database.sessions()).isZero();
  }

  @Test
  void nothingIsLostWhoeverIsCancelledWhenever() throws Exception {
    assertNothingIsLostOf(4_200);
  }

  @Test
  @Tag("stress")
  @Timeout(600)
  void nothingIsLostHoweverOften() throws Exception {
    assertNothingIsLostOf(70_000);
  }

  @Test
  void theDemoPrintsWhatItSaw() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(maker(), new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines())
        .contains("300 requests: {answered=240, cancelled=30, timed out=30}")
        .anyMatch(line -> line.startsWith("0 of 2 borrowed, "))
        .last()
        .isEqualTo("closed: 0 sessions");
  }

  /** The rest is checked after every test. */
  private void assertNothingIsLostOf(int requests) throws Exception {
    assertThat(Callers.ask(pool, MOST, requests)).isBetween(requests / 7, requests * 5 / 7);
    assertThat(database.mostSessions()).isBetween(1, MOST);
  }

  private Connections pool(Callable<Connection> connector) {
    return maker().make(connector, MOST);
  }

  private boolean isClosed() throws Exception {
    try {
      pool.withConnection(Query.SESSIONS).joinOrThrow();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until it is so. */
  private static void await(Callable<Boolean> condition) throws Exception {
    Await.until(condition);
  }

  private void within(Duration timeout, Query query) throws Exception {
    Corral.failAfter(timeout, () -> pool.withConnection(query)).joinOrThrow();
  }
}
