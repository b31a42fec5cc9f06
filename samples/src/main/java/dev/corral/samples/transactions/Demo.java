package dev.corral.samples.transactions;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.transactions.Ledger.Transfer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;

/**
 * Has customers move money, most of whom give up, and one in the middle of a commit; and prints
 * what the customers were told beside what the database has.
 */
public final class Demo {
  private static final int ACCOUNTS = 8;
  private static final long BALANCE = 200;
  private static final int TRANSFERS = 2_000;

  private final Books books;
  private final Ledger ledger;
  private final PrintStream out;

  private Demo(Books books, Ledger ledger, PrintStream out) {
    this.books = books;
    this.ledger = ledger;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(PostgresLedger::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the ledger that {@code maker} makes, and leaves nothing running. */
  public static void run(Ledger.Maker maker, PrintStream out) throws Exception {
    Database database = new Database();
    ProcessHandle process = database.process();
    try (database;
        Books books = Books.open(database.connect(), ACCOUNTS, BALANCE)) {
      try (Ledger ledger = maker.make(database::connect, 8)) {
        new Demo(books, ledger, out).run();
      }
      books.awaitSessions(0);
      out.println("closed: no sessions");
    }
    out.printf(
        "the server has ended: %b, its files are gone: %b%n",
        !process.isAlive(), Files.notExists(database.directory()));
  }

  private void run() throws Exception {
    Customers customers = new Customers(ledger, ACCOUNTS);
    customers.move(TRANSFERS);
    out.printf("%d transfers: %s%n", TRANSFERS, customers.ends());
    out.printf(
        "the database has those that are booked, and no other: %b%n",
        books.booked().equals(customers.booked()));
    out.printf(
        "total before %d, now %d, accounts that do not add up: %s%n",
        ACCOUNTS * BALANCE, books.total(), books.wrong());

    books.audit();
    CorralFuture<Long> transfer = ledger.book(new Transfer(TRANSFERS, 1, 2, 1));
    books.awaitWaitingIn("COMMIT");
    transfer.cancel();
    out.printf("cancelled in the middle of its commit: done %b", transfer.isDone());
    books.auditOver();
    out.printf(", then booked as number %d%n", transfer.joinOrThrow());
  }
}
