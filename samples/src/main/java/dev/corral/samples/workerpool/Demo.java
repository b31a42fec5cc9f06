package dev.corral.samples.workerpool;

import dev.corral.Corral;
import dev.corral.samples.loopback.Loopback;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Has dinners served by one worker, and prints what came of each job and what the server saw. */
public final class Demo {
  private static final Duration TONIGHT = Duration.ofHours(3);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Loopback loopback;
  private final WorkerPool.Maker maker;
  private final PrintStream out;

  private Demo(Loopback loopback, WorkerPool.Maker maker, PrintStream out) {
    this.loopback = loopback;
    this.maker = maker;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(DeadlinePool::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the pools that {@code maker} makes, and leaves nothing running. */
  public static void run(WorkerPool.Maker maker, PrintStream out) throws Exception {
    try (Loopback loopback = new Loopback()) {
      Demo demo = new Demo(loopback, maker, out);
      demo.show("due first", demo::dueFirst);
      demo.show("overdue", demo::overdue);
      demo.show("cancelled", demo::cancelled);
    }
  }

  private String dueFirst(WorkerPool pool, Kitchen kitchen) throws Exception {
    pool.submit("/aperitif", TONIGHT);
    loopback.tally().awaitAsked(1);
    pool.submit("/cheese", TONIGHT.minusMinutes(10));
    pool.submit("/soup", TONIGHT.minusMinutes(30));
    pool.submit("/fish", TONIGHT.minusMinutes(20));
    awaitQueued(pool, 3);
    kitchen.seat();
    pool.close();
    return "asked for " + kitchen.asked();
  }

  private String overdue(WorkerPool pool, Kitchen kitchen) throws Exception {
    CompletableFuture<String> roast = pool.submit("/roast", SOON);
    loopback.tally().awaitAsked(1);
    CompletableFuture<String> soup = pool.submit("/soup", SOON.dividedBy(2));
    return "roast: " + outcomeOf(roast) + ", soup: " + outcomeOf(soup);
  }

  private String cancelled(WorkerPool pool, Kitchen kitchen) throws Exception {
    CompletableFuture<String> roast = pool.submit("/roast", TONIGHT);
    loopback.tally().awaitAsked(1);
    CompletableFuture<String> cake = pool.submit("/cake", TONIGHT);
    CompletableFuture<String> soup = pool.submit("/soup", TONIGHT);
    soup.cancel(true);
    roast.cancel(true);
    return "roast: "
        + outcomeOf(roast)
        + ", soup: "
        + outcomeOf(soup)
        + ", cake: "
        + outcomeOf(cake);
  }

  private void show(String title, Dinner dinner) throws Exception {
    loopback.tally().clear();
    Kitchen kitchen = new Kitchen();
    try (WorkerPool pool = maker.make(loopback.web(), loopback.serve(kitchen), 1, 3)) {
      out.printf("%-10s %s;", title, dinner.serve(pool, kitchen));
    }
    out.printf(" %s%n", loopback.tally().awaitQuiet());
  }

  private static String outcomeOf(CompletableFuture<String> job) throws InterruptedException {
    try {
      return job.get();
    } catch (ExecutionException e) {
      return e.getCause() instanceof TimeoutException ? "too late" : e.getCause().getMessage();
    } catch (CancellationException e) {
      return "cancelled";
    }
  }

  /** Waits until so many jobs are in the queue. Blocks. */
  static void awaitQueued(WorkerPool pool, int jobs) throws InterruptedException {
    while (pool.queue().size() < jobs) {
      Thread.sleep(1);
    }
  }

  private interface Dinner {
    String serve(WorkerPool pool, Kitchen kitchen) throws Exception;
  }
}
