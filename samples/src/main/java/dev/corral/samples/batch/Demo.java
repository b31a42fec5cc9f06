package dev.corral.samples.batch;

import dev.corral.Corral;
import dev.corral.samples.loopback.Loopback;
import dev.corral.samples.loopback.Reply;
import dev.corral.samples.loopback.Tally;
import dev.corral.samples.loopback.Web.StatusException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Asks for 500 prices, ten of which the server does not have, and prints what came of it. */
public final class Demo {
  private static final List<Integer> PRODUCTS = IntStream.rangeClosed(1, 500).boxed().toList();

  private Demo() {}

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(PriceBatch::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the prices that {@code maker} makes, and leaves nothing running. */
  public static void run(Prices.Maker maker, PrintStream out) throws Exception {
    try (Loopback loopback = new Loopback()) {
      URI server = loopback.serve(Demo::reply);
      Prices prices = maker.make(loopback.web(), server);
      Tally tally = loopback.tally();

      Account account = prices.collect(PRODUCTS, new Hundreds(out));
      out.println(account);
      out.printf("%s, %d at once at most%n", tally.awaitQuiet(), tally.mostAtOnce());

      tally.clear();
      try {
        prices.all(PRODUCTS);
      } catch (StatusException e) {
        out.printf("all or nothing: %s; %d asked%n", e.getMessage(), tally.requests());
      }
      tally.awaitQuiet();
    }
  }

  private static Reply reply(String path) {
    boolean isMissing = path.endsWith("50") || path.endsWith("00");
    return (isMissing ? Reply.failure(404) : Reply.text("9.99")).onceAsked(Prices.AT_ONCE);
  }

  /** Prints how far a batch has come after each hundred, about. */
  private static final class Hundreds implements Prices.Listener {
    private final PrintStream out;
    private long next = 100;

    Hundreds(PrintStream out) {
      this.out = out;
    }

    @Override
    public void at(long done, long failed) {
      if (done >= next) {
        out.printf("%d done, %d failed%n", done, failed);
        next += 100;
      }
    }
  }
}
