package dev.corral.samples.productpage;

import static java.util.concurrent.CompletableFuture.allOf;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import java.time.Duration;

/**
 * Makes product pages: asks three backends at once, under one deadline.
 *
 * <p>A request is one group. Whatever ends it early, a backend that fails, the deadline, a client
 * that hangs up, stops everything else that the request started, and the client is answered when
 * all of that has ended.
 */
public final class ProductPageService implements PageExchange.Handler {
  private static final Duration BEAT = Duration.ofMillis(50);

  private final Catalogue catalogue;
  private final StockDatabase stock;
  private final ReviewsClient reviews;

  /** A service that asks these backends. */
  public ProductPageService(Backends backends) {
    this.catalogue = backends.catalogue();
    this.stock = backends.stock();
    this.reviews = backends.reviews();
  }

  @Override
  public void handle(PageExchange exchange) {
    load(exchange).whenComplete(exchange::answer);
  }

  private CorralFuture<ProductPage> load(PageExchange exchange) {
    String product = exchange.product();
    return TaskGroup.run(
        GroupOptions.named("page of " + product).timeout(exchange.timeout()),
        group -> {
          TaskHandle<String> title = group.spawnBlocking(() -> catalogue.titleOf(product));
          TaskHandle<Integer> inStock = group.spawnBlocking(() -> stock.unitsOf(product));
          TaskHandle<Double> stars = group.spawn(() -> reviews.starsOf(product));
          if (exchange.isLive()) {
            group.spawnDaemon(Task.action(() -> watch(exchange)));
          }
          return allOf(title, inStock, stars)
              .thenApply(
                  done ->
                      new ProductPage(
                          product, title.resultNow(), inStock.resultNow(), stars.resultNow()));
        });
  }

  /** Fails, and the request with it, when the client has hung up. */
  private static void watch(PageExchange exchange) throws Exception {
    while (true) {
      Corral.shieldAction(exchange::beat); // an interrupted write would close the connection
      Corral.delay(BEAT).joinOrThrow();
    }
  }
}
