package dev.corral.samples.logimport;

import static dev.corral.samples.logimport.LogImporter.AT_ONCE;
import static dev.corral.samples.logimport.LogImporter.BATCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.samples.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an import leaves in the database, whatever the language. */
@Timeout(60)
abstract class LogImportScenarios {
  private static final int MEGABYTES = 3;
  private static Leftovers leftovers;
  private static LogFile log;

  private Archive archive;

  abstract LogImporter.Maker maker();

  @BeforeAll
  static void write() throws Exception {
    leftovers = new Leftovers();
    log = new LogFile(MEGABYTES * 1_000_000);
  }

  @BeforeEach
  void open() throws Exception {
    archive = new Archive(AT_ONCE);
  }

  @AfterEach
  void nothingIsOpenAndNoBatchIsBroken() throws Exception {
    assertThat(log.isOpen()).isFalse();
    assertThat(archive.openConnections()).isZero();
    assertThat(archive.brokenBatches()).isZero();
    archive.close();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    log.close();
    leftovers.assertNone();
  }

  @Test
  void everySevereEntryIsInTheDatabase() throws Exception {
    Progress progress = progress(inserted -> {});
    load(progress).joinOrThrow();
    assertThat(archive.totals()).isEqualTo(log.severe());
    assertThat(progress.lines()).isEqualTo(log.lines());
    assertThat(progress.inserted()).isEqualTo(log.severe().entries());
  }

  @Test
  void theMemoryIsThatOfAFewBatches() throws Exception {
    Progress progress = progress(inserted -> {});
    load(progress).joinOrThrow();
    assertThat(progress.mostHeld()).isLessThanOrEqualTo((AT_ONCE + 2) * BATCH);
  }

  @Test
  void aCancelInTheMiddleLeavesWholeBatches() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Progress progress = progress(inserted -> passOn(begun, cancelled));
    CorralFuture<?> load = load(progress);
    begun.await();
    load.cancel();
    cancelled.countDown();
    assertThatThrownBy(load::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(archive.totals().entries())
        .isEqualTo(progress.inserted())
        .isBetween((long) BATCH, (long) AT_ONCE * BATCH);
  }

  @Test
  void aBatchThatFailsFailsTheImportAndIsNotInTheDatabase() throws Exception {
    execute("ALTER TABLE entries ADD CHECK (batch < 3)");
    Progress progress = progress(inserted -> {});
    assertThatThrownBy(load(progress)::joinOrThrow)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("constraint");
    assertThat(archive.totals().entries())
        .isEqualTo(progress.inserted())
        .isLessThanOrEqualTo(3 * BATCH);
  }

  @Test
  void theDemoTellsOfBothImports() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(maker(), MEGABYTES, new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines())
        .anyMatch(line -> line.startsWith("import 100%"))
        .anyMatch(line -> line.startsWith("in the database: " + log.severe() + ", 0 broken"))
        .filteredOn(line -> line.endsWith("0 connections in use, the log is closed"))
        .hasSize(2);
  }

  /** Lets the import go on when it is cancelled, as far as it then does. */
  private static void passOn(CountDownLatch begun, CountDownLatch cancelled) {
    begun.countDown();
    try {
      cancelled.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Progress progress(LongConsumer listener) {
    return new Progress(log.bytes(), new PrintStream(OutputStream.nullOutputStream()), listener);
  }

  private CorralFuture<?> load(Progress progress) {
    return maker()
        .make(archive.pool(), progress)
        .load(log.path())
        .whenComplete((done, error) -> progress.close());
  }

  private void execute(String command) throws Exception {
    archive
        .pool()
        .withConnection(
            (Connection connection) -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute(command);
              }
            })
        .joinOrThrow();
  }
}
