package dev.corral.samples.shutdown;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Where requests come in: each is accepted, and then counted until it has been answered, or refused
 * with a 503 that says when to come again. Safe for use by many threads.
 */
public final class Door extends Filter {
  private boolean isClosed;
  private int accepted;
  private int answered;
  private int refused;

  @Override
  public void doFilter(HttpExchange http, Chain chain) throws IOException {
    if (accepts()) {
      http.setStreams(null, new Answer(http.getResponseBody()));
      chain.doFilter(http);
    } else {
      try (http) {
        http.getResponseHeaders().add("Retry-After", "1");
        http.getResponseHeaders().add("Connection", "close");
        http.sendResponseHeaders(503, -1);
      }
    }
  }

  private synchronized boolean accepts() {
    if (isClosed) {
      refused++;
    } else {
      accepted++;
    }
    return !isClosed;
  }

  private synchronized void answered() {
    answered++;
    notifyAll();
  }

  /** From now on nobody is accepted. */
  public synchronized void close() {
    isClosed = true;
  }

  /** Waits until everybody who was accepted has been answered, so long at most. Blocks. */
  public synchronized void awaitEmpty(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (answered < accepted && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  @Override
  public String description() {
    return "counts who comes in and goes out";
  }

  /** For people: "431 accepted, 431 answered, 8 refused". */
  @Override
  public synchronized String toString() {
    return accepted + " accepted, " + answered + " answered, " + refused + " refused";
  }

  /** The body of an answer, which has been given when this is closed. */
  private final class Answer extends FilterOutputStream {
    private boolean isGiven;

    Answer(OutputStream body) {
      super(body);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (!isGiven) {
        isGiven = true;
        answered();
      }
    }
  }
}
