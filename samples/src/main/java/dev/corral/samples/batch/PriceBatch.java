package dev.corral.samples.batch;

import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Prices in Java. A product is taken from the list when there is room for its request, so a list of
 * millions would need no more memory than this one.
 */
public final class PriceBatch implements Prices {
  private final Web web;
  private final URI server;

  /** Prices from this server. */
  public PriceBatch(Web web, URI server) {
    this.web = web;
    this.server = server;
  }

  @Override
  public Account collect(List<Integer> products, Listener listener) throws Exception {
    Account account = new Account();
    BatchOptions<Integer, Void> options =
        BatchOptions.<Integer, Void>limit(AT_ONCE)
            .onError(account::failed)
            .onProgress(progress -> listener.at(progress.done(), progress.failed()));
    Corral.forEachAsync(
            products,
            options,
            product -> priceOf(product).thenAccept(price -> account.answered(product, price)))
        .joinOrThrow();
    return account;
  }

  @Override
  public List<String> all(List<Integer> products) throws Exception {
    return Corral.mapAsync(products, AT_ONCE, this::priceOf).joinOrThrow();
  }

  private CompletableFuture<String> priceOf(int product) {
    return web.get(server.resolve("/prices/" + product));
  }
}
