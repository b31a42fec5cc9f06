package dev.corral.samples.loopback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An HTTP client that blocks no thread. */
public final class Web {
  private final HttpClient http;

  Web(HttpClient http) {
    this.http = http;
  }

  /**
   * What the server answers.
   *
   * @return fails with a {@link StatusException} unless that is 200; cancelled with {@code
   *     cancel(true)}, hangs up on the server
   */
  public CompletableFuture<String> get(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(Web::text);
  }

  private static String text(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(new StatusException(response.statusCode()));
    }
    return response.body();
  }

  /** An answer that is not 200. */
  public static final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status) {
      super("the server answered " + status);
      this.status = status;
    }

    /** What it answered. */
    public int status() {
      return status;
    }
  }
}
