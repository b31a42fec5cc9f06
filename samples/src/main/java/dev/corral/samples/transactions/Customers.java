package dev.corral.samples.transactions;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.transactions.Ledger.Transfer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** Customers who move money between a few accounts, and of whom most give up, at any time. */
public final class Customers {
  private static final int AT_ONCE = 24;
  private static final int PATIENCE_MICROS = 20_000;

  private final Ledger ledger;
  private final int accounts;
  private final Random random = new Random();
  private final Map<String, Integer> ends = new TreeMap<>();
  private final Set<Long> booked = new TreeSet<>();

  /** Customers of so many accounts. */
  public Customers(Ledger ledger, int accounts) {
    this.ledger = ledger;
    this.accounts = accounts;
  }

  /** Tries so many transfers. Blocks until all are booked, undone or refused. */
  public void move(int transfers) throws Exception {
    List<Long> numbers = LongStream.range(0, transfers).boxed().toList();
    List<String> all = Corral.mapBlocking(numbers, AT_ONCE, this::move).joinOrThrow();
    for (long number : numbers) {
      String end = all.get((int) number);
      ends.merge(end, 1, Integer::sum);
      if (end.startsWith("booked")) {
        booked.add(number);
      }
    }
  }

  private String move(long number) throws Exception {
    int from = 1 + random.nextInt(accounts);
    int to = 1 + (from + random.nextInt(accounts - 1)) % accounts;
    return endOf(begin(new Transfer(number, from, to, 1 + random.nextInt(50))));
  }

  /** Of five customers two give up and two have no time. */
  private CorralFuture<Long> begin(Transfer transfer) {
    switch ((int) transfer.number() % 5) {
      case 0:
        return ledger.book(transfer);
      case 1, 2:
        CorralFuture<Long> end = ledger.book(transfer);
        Corral.delay(soon()).thenRun(end::cancel);
        return end;
      default:
        return Corral.failAfter(soon(), () -> ledger.book(transfer));
    }
  }

  private Duration soon() {
    return Duration.of(random.nextInt(PATIENCE_MICROS), ChronoUnit.MICROS);
  }

  private static String endOf(CorralFuture<Long> transfer) throws Exception {
    try {
      transfer.joinOrThrow();
      return transfer.isCancelRequested() ? "booked all the same" : "booked";
    } catch (CancellationException e) {
      return "cancelled";
    } catch (TimeoutException e) {
      return "timed out";
    } catch (SQLException e) {
      if (e.getSQLState().equals("23514")) { // the check of the balance
        return "refused";
      }
      throw e;
    }
  }

  /** How many transfers ended how. */
  public Map<String, Integer> ends() {
    return ends;
  }

  /** The numbers of the transfers that are booked, as the customers were told. */
  public Set<Long> booked() {
    return booked;
  }
}
