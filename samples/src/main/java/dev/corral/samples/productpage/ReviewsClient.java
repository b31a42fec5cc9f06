package dev.corral.samples.productpage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks the reviews service, without blocking a thread. */
public final class ReviewsClient {
  private final HttpClient http;
  private final URI service;

  ReviewsClient(HttpClient http, URI service) {
    this.http = http;
    this.service = service;
  }

  /**
   * The stars that customers gave a product.
   *
   * @return cancelled with {@code cancel(true)}, hangs up on the service
   */
  public CompletableFuture<Double> starsOf(String product) {
    HttpRequest request = HttpRequest.newBuilder(service.resolve("/reviews/" + product)).build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(ReviewsClient::stars);
  }

  private static double stars(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(
          new IOException("the reviews service answered " + response.statusCode()));
    }
    return Double.parseDouble(response.body().strip());
  }
}
