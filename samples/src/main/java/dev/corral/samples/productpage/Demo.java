package dev.corral.samples.productpage;

import static dev.corral.samples.productpage.Account.Party.CATALOGUE;
import static dev.corral.samples.productpage.Account.Party.REVIEWS;
import static dev.corral.samples.productpage.Account.Party.STOCK;

import dev.corral.Corral;
import dev.corral.samples.productpage.PageExchange.Handler;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks for five pages, four of which come to nothing, and prints what became of each request. */
public final class Demo {
  private final Shop shop;
  private final PrintStream out;

  private Demo(Shop shop, PrintStream out) {
    this.shop = shop;
    this.out = out;
  }

  /** Runs it with the service in Java. */
  public static void main(String[] args) throws Exception {
    run(ProductPageService::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the service that {@code service} returns, and leaves nothing running. */
  public static void run(Function<? super Backends, ? extends Handler> service, PrintStream out)
      throws Exception {
    try (Shop shop = new Shop(service)) {
      new Demo(shop, out).run();
    }
  }

  private void run() throws Exception {
    begin("Every backend answers");
    print(shop.shopper().get("kitchen-teapot"));

    begin("The reviews service fails");
    print(shop.shopper().get("cellar-wine"));

    begin("The catalogue does not know the product");
    print(shop.shopper().get("attic-lamp"));

    begin("Nothing comes within the second that the client will wait");
    print(shop.shopper().get("cellar-cheese", Duration.ofSeconds(1)));

    begin("The client hangs up when all three backends are at work");
    CompletableFuture<HttpResponse<String>> page = shop.shopper().watch("cellar-cheese");
    shop.account().awaitStarted(CATALOGUE, STOCK, REVIEWS);
    page.cancel(true);
    print("gone");
  }

  private void begin(String title) {
    out.println(title);
    shop.account().clear();
  }

  private void print(HttpResponse<String> response) throws InterruptedException {
    print("got " + response.statusCode() + ": " + response.body());
  }

  private void print(String client) throws InterruptedException {
    shop.account().awaitQuiet();
    for (Account.Entry entry : shop.account().entries()) {
      out.printf(
          "  %-10s %-8s %5d ms  %s%n",
          lowerCase(entry.party()), lowerCase(entry.outcome()), entry.millis(), entry.how());
    }
    out.printf("  %-10s %s%n%n", "client", client);
  }

  private static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
