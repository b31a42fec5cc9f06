package dev.corral.samples.cluster;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.loopback.Loopback;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Has pages counted by three members, kills one of them while it counts, cancels a count, and
 * prints what came of it and what the server saw.
 */
public final class Demo {
  private static final int MEMBERS = 3;
  private static final int PAGES = 24;
  private static final int FREE = 12;
  private static final String INTERRUPTED = Journal.INTERRUPTED + "/0";

  private final Loopback loopback = new Loopback();
  private final Library library = new Library(FREE);
  private final Cluster cluster;
  private final WordCounter counter;
  private final PrintStream out;

  private Demo(Cluster cluster, WordCounter.Maker maker, PrintStream out) {
    this.cluster = cluster;
    this.counter = maker.make(cluster.executor());
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(WordCount::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the counter that {@code maker} makes, and leaves nothing running. */
  public static void run(WordCounter.Maker maker, PrintStream out) throws Exception {
    try (Cluster cluster = Cluster.start(MEMBERS)) {
      run(cluster, maker, out);
    }
  }

  /** Runs it on this cluster, which has a member less then. */
  static void run(Cluster cluster, WordCounter.Maker maker, PrintStream out) throws Exception {
    new Demo(cluster, maker, out).run();
  }

  private void run() throws Exception {
    try (loopback;
        counter) {
      URI server = loopback.serve(library);
      killed(server);
      cancelled(server);
    } finally {
      library.open();
    }
  }

  private void killed(URI server) throws Exception {
    List<URI> pages =
        IntStream.rangeClosed(1, PAGES).mapToObj(page -> server.resolve("/" + page)).toList();
    int before = cluster.journal().ended();
    CorralFuture<List<Integer>> counting = counter.count(pages);
    cluster.journal().awaitEnded(before + FREE);
    long victim = cluster.journal().awaitBusy();
    library.awaitAsked(cluster.journal().unfinished(victim));
    cluster.kill(victim);
    library.open();
    int words = counting.joinOrThrow().stream().mapToInt(Integer::intValue).sum();
    long twice = library.fetched().values().stream().filter(times -> times == 2).count();
    out.printf(
        "killed     %d pages, %d words; %d pages, at which the member was, were fetched twice%n",
        PAGES, words, twice);
  }

  private void cancelled(URI server) throws Exception {
    cluster.awaitSettled();
    loopback.tally().awaitQuiet().clear();
    long before = cluster.journal().count(INTERRUPTED);
    CorralFuture<Integer> endless = counter.count(server.resolve("/0"));
    loopback.tally().awaitAsked(1);
    endless.cancel();
    try {
      endless.joinOrThrow();
      out.println("cancelled  counted all the same");
    } catch (CancellationException e) {
      cluster.journal().awaitSaid(INTERRUPTED, before + 1);
      out.printf("cancelled  a member was interrupted; %s%n", loopback.tally().awaitQuiet());
    }
  }
}
