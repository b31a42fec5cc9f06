package dev.corral.samples.productpage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of the product pages. */
public final class Shopper {
  private final HttpClient http;
  private final URI shop;

  Shopper(HttpClient http, URI shop) {
    this.http = http;
    this.shop = shop;
  }

  /** Asks for a page. Blocks. */
  public HttpResponse<String> get(String product) throws IOException, InterruptedException {
    return http.send(request(product).build(), BodyHandlers.ofString());
  }

  /** Asks for a page that is of no use later than {@code timeout} from now. Blocks. */
  public HttpResponse<String> get(String product, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(product).header("Timeout-Millis", Long.toString(timeout.toMillis()));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /**
   * Asks for a page and listens to its being made.
   *
   * @return cancelled with {@code cancel(true)}, hangs up
   */
  public CompletableFuture<HttpResponse<String>> watch(String product) {
    HttpRequest.Builder request = request(product).header("Accept", "text/event-stream");
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String product) {
    return HttpRequest.newBuilder(shop.resolve("/products/" + product));
  }
}
