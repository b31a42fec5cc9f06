package dev.corral.samples.productpage;

import static dev.corral.samples.productpage.Account.Party.CATALOGUE;
import static dev.corral.samples.productpage.Account.Party.REVIEWS;
import static dev.corral.samples.productpage.Account.Party.STOCK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.corral.samples.productpage.Account.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * The reviews service. It knows the stars of "kitchen-teapot", fails for "cellar-wine" once the
 * other backends are at work, and thinks about everything else until its client hangs up.
 */
final class ReviewsServer implements AutoCloseable {
  private final HttpServer server;
  private final Account account;
  private final CountDownLatch closing = new CountDownLatch(1);

  ReviewsServer(Account account, Executor threads) throws IOException {
    this.account = account;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/reviews/", this::handle);
    server.start();
  }

  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    account.started(REVIEWS);
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/reviews/kitchen-teapot" -> answer(exchange, 200, "4.5", Outcome.ANSWERED);
        case "/reviews/cellar-wine" -> {
          account.awaitStarted(CATALOGUE, STOCK);
          answer(exchange, 500, "out of order", Outcome.FAILED);
        }
        default -> think(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, int status, String text, Outcome outcome)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    account.ended(REVIEWS, outcome, "with " + status);
  }

  /** Writes blanks, as a slow service does, until that fails. */
  private void think(HttpExchange exchange) throws InterruptedException {
    try {
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      do {
        body.write(' ');
        body.flush();
      } while (!closing.await(10, MILLISECONDS));
    } catch (IOException e) {
      account.ended(REVIEWS, Outcome.STOPPED, "by a client that hung up");
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
