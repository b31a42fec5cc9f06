package dev.corral.samples.liveevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A client, as the server sees it. */
public final class Subscriber implements AutoCloseable {
  private final HttpExchange http;
  private final AtomicLong lost = new AtomicLong();

  Subscriber(HttpExchange http) {
    this.http = http;
  }

  /** What it calls itself: the end of the path. */
  public String name() {
    String path = http.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Sends it an event. Blocks as long as it is too slow; an interrupt hangs up on it.
   *
   * @throws IOException if it has left, or is hung up on
   */
  public void send(long id, Event event) throws IOException {
    if (http.getResponseCode() == -1) {
      http.getResponseHeaders().add("Content-Type", "text/event-stream");
      http.sendResponseHeaders(200, 0);
    }
    OutputStream body = http.getResponseBody();
    body.write(event.text(id).getBytes(UTF_8));
    body.flush();
  }

  /** It was too slow for this event. */
  public void lost(Event event) {
    lost.incrementAndGet();
  }

  /** How many events it was too slow for. */
  public long lost() {
    return lost.get();
  }

  /** Hangs up. */
  @Override
  public void close() {
    http.close();
  }
}
