package dev.corral.samples.productpage;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpServer;
import dev.corral.samples.productpage.PageExchange.Handler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The service on a port of its own, with its backends and a client: everything, in one process. */
public final class Shop implements AutoCloseable {
  private final Account account = new Account();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final Backends backends;
  private final HttpServer server;
  private final Shopper shopper;

  /** A shop whose pages are made by the service that {@code service} returns. */
  public Shop(Function<? super Backends, ? extends Handler> service)
      throws IOException, SQLException {
    this(service, List.of());
  }

  /** As {@link #Shop(Function)}, with filters that every request passes. */
  public Shop(Function<? super Backends, ? extends Handler> service, List<Filter> filters)
      throws IOException, SQLException {
    backends = new Backends(account, http, threads);
    Handler handler = service.apply(backends);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server
        .createContext(
            "/products/", exchange -> handler.handle(new PageExchange(exchange, account)))
        .getFilters()
        .addAll(filters);
    server.start();
    shopper = new Shopper(http, uri());
  }

  /** Where the service is. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  /** A client of the service. */
  public Shopper shopper() {
    return shopper;
  }

  /** What happened to the last request. */
  public Account account() {
    return account;
  }

  /** Where the temporary files are until the shop closes. */
  public Path directory() {
    return backends.directory();
  }

  @Override
  public void close() throws IOException, SQLException {
    server.stop(0);
    backends.close();
    end(http);
    threads.shutdown();
  }

  /** Ends the thread of a client. Before JDK 21 it ends by itself, when the client is collected. */
  private static void end(Object http) throws IOException {
    if (http instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
