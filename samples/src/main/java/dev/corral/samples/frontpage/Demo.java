package dev.corral.samples.frontpage;

import dev.corral.Corral;
import dev.corral.samples.loopback.Loopback;
import dev.corral.samples.loopback.Reply;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Loads a page of four sections in less than 80 ms, and prints it and what the server saw. Sixty of
 * them are for the sections; the rest is for hanging up on those that are late.
 */
public final class Demo {
  private static final Duration BUDGET = Duration.ofMillis(60);

  private static final List<String> SECTIONS = List.of("headlines", "weather", "sports", "quotes");

  /** So many pages a young JVM makes slowly: it is still loading classes. */
  private static final int YOUTH = 5;

  private Demo() {}

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(FrontPageService::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the service that {@code maker} makes, and leaves nothing running. */
  public static void run(FrontPages.Maker maker, PrintStream out) throws Exception {
    try (Loopback loopback = new Loopback()) {
      FrontPages pages = maker.make(loopback.web(), loopback.serve(Demo::reply), BUDGET);
      for (int i = 0; i < YOUTH; i++) {
        pages.load(SECTIONS);
      }
      loopback.tally().awaitQuiet().clear();

      long start = System.nanoTime();
      FrontPage page = pages.load(SECTIONS);
      out.printf("after %d ms%n", (System.nanoTime() - start) / 1_000_000);
      page.sections().forEach((name, text) -> out.printf("  %-10s %s%n", name, text));
      page.missing().forEach((name, why) -> out.printf("  %-10s (%s)%n", name, why));
      out.printf("  %-10s %s%n", "server", loopback.tally().awaitQuiet());
    }
  }

  private static Reply reply(String path) {
    return switch (path) {
      case "/headlines" -> Reply.text("Nothing happened");
      case "/weather" -> Reply.text("Sun at noon");
      case "/sports" -> Reply.failure(500);
      default -> Reply.never();
    };
  }
}
