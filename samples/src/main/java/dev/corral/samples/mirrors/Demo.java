package dev.corral.samples.mirrors;

import static dev.corral.samples.loopback.Reply.failure;
import static dev.corral.samples.loopback.Reply.never;
import static dev.corral.samples.loopback.Reply.text;

import dev.corral.Corral;
import dev.corral.samples.loopback.Loopback;
import dev.corral.samples.loopback.Reply;
import dev.corral.samples.loopback.Web.StatusException;
import java.io.PrintStream;
import java.time.Duration;

/** Downloads a file in each of the ways, and prints what the mirrors saw of it. */
public final class Demo {
  private static final String FILE = "/iceland.png";
  private static final String MAP = "a map of Iceland";
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final Loopback loopback;
  private final Downloads.Maker maker;
  private final PrintStream out;

  private Demo(Loopback loopback, Downloads.Maker maker, PrintStream out) {
    this.loopback = loopback;
    this.maker = maker;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(MirrorDownloads::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the downloads that {@code maker} makes, and leaves nothing running. */
  public static void run(Downloads.Maker maker, PrintStream out) throws Exception {
    try (Loopback loopback = new Loopback()) {
      new Demo(loopback, maker, out).run();
    }
  }

  private void run() throws Exception {
    show("raced", d -> d.raced(FILE), never(), failure(503).onceAsked(2));
    show("first good", d -> d.firstGood(FILE), never(), failure(503), text(MAP).onceAsked(3));
    show("hedged", d -> d.hedged(FILE), never(), text(MAP));
  }

  private void show(String title, Way way, Reply... mirrors) throws Exception {
    loopback.tally().clear();
    Downloads downloads = maker.make(loopback.web(), loopback.serveEach(mirrors), PATIENCE);
    String got;
    try {
      got = way.download(downloads);
    } catch (StatusException e) {
      got = e.getMessage();
    }
    out.printf("%-12s%s; %s%n", title, got, loopback.tally().awaitQuiet());
  }

  private interface Way {
    String download(Downloads from) throws Exception;
  }
}
