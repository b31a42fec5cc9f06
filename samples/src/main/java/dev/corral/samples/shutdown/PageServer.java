package dev.corral.samples.shutdown;

import dev.corral.Corral;
import dev.corral.StopReport;
import dev.corral.samples.productpage.ProductPageService;
import dev.corral.samples.productpage.Shop;
import java.time.Duration;
import java.util.List;

/** The product-page service in Java, as a process that ends gracefully on SIGTERM. */
public final class PageServer {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Door door = new Door();
  private final Shop shop;

  private PageServer() throws Exception {
    shop = new Shop(ProductPageService::new, List.of(door));
  }

  /** Serves until the process is told to end, or whoever started it has ended. */
  public static void main(String[] args) throws Exception {
    PageServer server = new PageServer();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    System.out.println(server.shop.uri());
    while (System.in.read() != -1) {}
    System.exit(0);
  }

  /** One after the other, in one hook: several would run beside each other. */
  private void stop() {
    try (shop) {
      door.close(); // accepts nobody any more
      door.awaitEmpty(GRACE); // whoever is in may finish
      StopReport report = Corral.shutdown(Duration.ZERO).join(); // the rest is cancelled
      door.awaitEmpty(GRACE); // and answered
      System.out.println(door);
      System.out.println("out of time: " + report.ignored());
    } catch (Exception e) {
      e.printStackTrace();
    }
  }
}
