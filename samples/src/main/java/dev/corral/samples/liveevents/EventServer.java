package dev.corral.samples.liveevents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.corral.channel.AsyncQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A hub behind a port of its own, with its sources and with clients: all in one process. */
public final class EventServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final List<Subscriber> seen = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AsyncQueue<String> notes = AsyncQueue.bounded(16);
  private final Sensor sensor = new Sensor();
  private final EventHub hub;
  private final HttpServer server;

  /** A server with the hub of {@code maker}. */
  public EventServer(EventHub.Maker maker, Duration beat) throws IOException {
    hub = maker.make(sensor.address(), notes, beat);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/events/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) {
    Subscriber subscriber = new Subscriber(exchange);
    seen.add(subscriber);
    hub.serve(subscriber).whenComplete((done, error) -> subscriber.close());
  }

  /** What makes readings. */
  public Sensor sensor() {
    return sensor;
  }

  /** Where notes are taken. */
  public AsyncQueue<String> notes() {
    return notes;
  }

  /** Where it is. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** How many clients are served. */
  public int subscribers() {
    return hub.subscribers();
  }

  /** How many events this client was too slow for. */
  public long lost(String name) {
    return seen.stream().filter(it -> it.name().equals(name)).mapToLong(Subscriber::lost).sum();
  }

  /** A new client, which has got an event already. Blocks. */
  public Listener connect(String name) throws InterruptedException {
    String port = address().getHostString() + ":" + address().getPort();
    Listener listener = new Listener(http, URI.create("http://" + port + "/events/" + name));
    listeners.add(listener);
    listener.await(() -> listener.events() > 0);
    return listener;
  }

  /** Closes the hub, and with it the connections of all clients, and then the port. Blocks. */
  @Override
  public void close() throws IOException {
    hub.close();
    server.stop(0);
    sensor.close();
    listeners.forEach(Listener::drain); // a client without threads would not come to its end
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
