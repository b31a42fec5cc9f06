package dev.corral.samples.connections;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.sync.CapacityStatistics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * Sends 300 requests to a database that may have four sessions, then two, gives some of them up,
 * and prints what came of it.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final Database database;
  private final Connections pool;
  private final PrintStream out;

  private Demo(Database database, Connections pool, PrintStream out) {
    this.database = database;
    this.pool = pool;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(ConnectionPool::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the pool that {@code maker} makes, and leaves nothing running. */
  public static void run(Connections.Maker maker, PrintStream out) throws Exception {
    try (Database database = new Database()) {
      try (Connections pool = maker.make(database::connect, 4)) {
        new Demo(database, pool, out).run();
      }
      out.printf("closed: %d sessions%n", database.sessions());
    }
  }

  private void run() throws Exception {
    List<CorralFuture<Long>> requests = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      requests.add(request(i));
    }

    Map<String, Integer> ends = new TreeMap<>();
    for (CorralFuture<Long> request : requests) {
      ends.merge(endOf(request), 1, Integer::sum);
    }
    out.printf("%d requests: %s%n", requests.size(), ends);
    out.printf(
        "%d sessions opened, %d at once at most%n", database.opened(), database.mostSessions());
    show();

    pool.resize(2);
    show();
  }

  /** Of ten callers one loses interest, at once or later, and one has no time. */
  private CorralFuture<Long> request(int number) {
    switch (number % 10) {
      case 3:
        CorralFuture<Long> request = pool.withConnection(Query.ENDLESS);
        Corral.delay(PATIENCE.multipliedBy(number / 100)).thenRun(request::cancel);
        return request;
      case 7:
        return Corral.failAfter(PATIENCE, () -> pool.withConnection(Query.ENDLESS));
      default:
        return pool.withConnection(Query.SESSIONS);
    }
  }

  private static String endOf(CorralFuture<Long> request) throws Exception {
    try {
      request.joinOrThrow();
      return "answered";
    } catch (CancellationException e) {
      return "cancelled";
    } catch (TimeoutException e) {
      return "timed out";
    }
  }

  private void show() throws Exception {
    CapacityStatistics now = pool.statistics();
    out.printf(
        "%d of %d borrowed, %d idle; the database has %d sessions%n",
        now.borrowed(), now.total(), pool.idle(), database.sessions());
  }
}
