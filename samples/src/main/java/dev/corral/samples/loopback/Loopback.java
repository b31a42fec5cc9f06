package dev.corral.samples.loopback;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Scripted HTTP servers, each on a port of its own, and a client of theirs, in one process. */
public final class Loopback implements AutoCloseable {
  static {
    // Else the body of an answer may wait 40 ms until its headers are acknowledged.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final List<HttpServer> servers = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Web web = new Web(http);
  private final Tally tally = new Tally();

  /**
   * Starts a server.
   *
   * @param script what it does with a request for a path
   * @return where it is
   */
  public URI serve(Function<? super String, ? extends Reply> script) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", http -> new Call(http, tally, closing).take(script));
    server.start();
    servers.add(server);
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  /** Starts a server for each of these, which does that with every request. */
  public List<URI> serveEach(Reply... replies) throws IOException {
    List<URI> uris = new ArrayList<>();
    for (Reply reply : replies) {
      uris.add(serve(path -> reply));
    }
    return uris;
  }

  /** A client. */
  public Web web() {
    return web;
  }

  /** What the servers saw. */
  public Tally tally() {
    return tally;
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    servers.forEach(server -> server.stop(0));
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
