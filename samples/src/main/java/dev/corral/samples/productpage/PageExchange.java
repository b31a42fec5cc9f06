package dev.corral.samples.productpage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/**
 * A client's request for a product page, and the answer to it.
 *
 * <p>The JDK's server tells a handler that its client has gone only when it writes, and a status
 * can be written once. So there are two kinds of requests. A plain one is answered with the status
 * that it came to; if its client hangs up, it runs on until its deadline at most. A live one, which
 * accepts {@code text/event-stream}, is answered with 200 and a {@link #beat} at once, more beats
 * while the page is being made, and then with the page or the status as an event.
 */
public final class PageExchange {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpExchange http;
  private final Account account;

  PageExchange(HttpExchange http, Account account) {
    this.http = http;
    this.account = account;
    account.started(Account.Party.SERVICE);
  }

  /** The id at the end of the path. */
  public String product() {
    String path = http.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** How long the client will wait. */
  public Duration timeout() {
    String millis = http.getRequestHeaders().getFirst("Timeout-Millis");
    return millis == null ? LONGEST : Duration.ofMillis(Long.parseLong(millis));
  }

  /** Whether the client wants to hear that its page is being made. */
  public boolean isLive() {
    return "text/event-stream".equals(http.getRequestHeaders().getFirst("Accept"));
  }

  /**
   * Tells a live client that its page is being made. Blocks.
   *
   * @throws ClientGoneException if it has hung up; the second beat after that knows
   */
  public void beat() throws ClientGoneException {
    try {
      writeEvent(": being made\n\n");
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  /** Answers the client with the page, or with what the error means to it; one of them is null. */
  public void answer(ProductPage page, Throwable error) {
    int status = error == null ? 200 : statusOf(error);
    String text = String.valueOf(error == null ? page : error.getMessage());
    try (http) {
      if (isLive()) {
        writeEvent("event: " + status + "\ndata: " + text + "\n\n");
      } else {
        byte[] body = text.getBytes(UTF_8);
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
      }
      account.ended(Account.Party.SERVICE, Account.Outcome.ANSWERED, "with " + status);
    } catch (IOException e) {
      account.ended(Account.Party.SERVICE, Account.Outcome.STOPPED, "for a client that hung up");
    }
  }

  private void writeEvent(String event) throws IOException {
    if (http.getResponseCode() == -1) {
      http.getResponseHeaders().add("Content-Type", "text/event-stream");
      http.sendResponseHeaders(200, 0);
    }
    OutputStream body = http.getResponseBody();
    body.write(event.getBytes(UTF_8));
    body.flush();
  }

  private static int statusOf(Throwable error) {
    if (error instanceof Catalogue.UnknownProductException) {
      return 404;
    }
    if (error instanceof TimeoutException) {
      return 504;
    }
    if (error instanceof IOException || error instanceof SQLException) {
      return 502;
    }
    return error instanceof CancellationException ? 503 : 500;
  }

  /** What makes the page of a request, and answers it, now or later. */
  @FunctionalInterface
  public interface Handler {
    /** Takes the request; on a thread that may be blocked. */
    void handle(PageExchange exchange);
  }

  /** Nobody waits for the page any more. */
  public static final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
      super("the client hung up", cause);
    }
  }
}
