package dev.corral.samples.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that listens, as an HTTP server on loopback. Safe for use by many threads. */
public final class Running implements AutoCloseable {
  private final Service service;
  private final List<Running> needed;
  private final List<Use> uses;
  private final HttpServer server;
  private final AtomicInteger checks = new AtomicInteger();
  private final Phaser users = new Phaser(1); // one for itself
  private volatile boolean isBroken;

  Running(Service service, List<Running> needed) throws IOException {
    this.service = service;
    this.needed = needed;
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()), 0);
    server.createContext("/health", http -> answer(http, isHealthy() ? 200 : 503));
    server.createContext("/goodbye/", this::partWith);
    server.start();
    uses = needed.stream().map(Running::use).toList();
  }

  private boolean isHealthy() {
    return !isBroken && checks.incrementAndGet() > service.warmUp();
  }

  private void partWith(HttpExchange http) throws IOException {
    String path = http.getRequestURI().getPath();
    service.journal().add(path.substring("/goodbye/".length()) + " left " + service.name());
    answer(http, 200);
  }

  private static void answer(HttpExchange http, int status) throws IOException {
    try (http) {
      byte[] body = (status == 200 ? "yes" : "no").getBytes(UTF_8);
      http.sendResponseHeaders(status, body.length);
      http.getResponseBody().write(body);
    }
  }

  /** Asks it whether it is healthy, over HTTP; fails if it is not. */
  public CompletableFuture<String> health() {
    return ask("/health");
  }

  private CompletableFuture<String> ask(String path) {
    return service.web().get(uri().resolve(path));
  }

  /** Where it is. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  /** Keeps it from being closed. */
  public Use use() {
    users.register();
    return users::arriveAndDeregister;
  }

  /** From now on it is not healthy. */
  public void breakDown() {
    isBroken = true;
  }

  /**
   * Waits until nobody uses it any more, takes leave of those that it needs, and stops listening.
   * Blocks.
   */
  @Override
  public void close() {
    users.awaitAdvance(users.arriveAndDeregister());
    for (Running other : needed) {
      other.ask("/goodbye/" + service.name()).join();
    }
    server.stop(0);
    service.journal().add(service.name() + " stopped");
    uses.forEach(Use::close);
  }

  /** That somebody needs a service, until this is closed. */
  @FunctionalInterface
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }
}
