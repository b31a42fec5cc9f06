package dev.corral.samples.liveevents;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An HTTP client that listens to server-sent events: as fast as it can, or, while it {@link #pause
 * pauses}, not at all. Safe for use by many threads.
 */
public final class Listener implements Flow.Subscriber<String>, AutoCloseable {
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(20);

  private final Map<Event.Kind, Integer> kinds = new EnumMap<>(Event.Kind.class);
  private final CompletableFuture<?> response;
  private Flow.Subscription lines;
  private boolean isPaused;
  private boolean hasEnded;
  private Event.Kind kind;
  private long events;
  private long lastId = -1;
  private long missed;
  private long lastReading = -1;

  Listener(HttpClient http, URI events) {
    HttpRequest request = HttpRequest.newBuilder(events).build();
    response = http.sendAsync(request, BodyHandlers.fromLineSubscriber(this));
    response.whenComplete((nothing, error) -> ended());
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    lines = subscription;
    lines.request(1);
  }

  @Override
  public synchronized void onNext(String line) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      field(line.substring(0, colon), line.substring(colon + 2));
      notifyAll();
    }
    if (!isPaused) {
      lines.request(1);
    }
  }

  /** The last field of an event is its id. */
  private void field(String name, String value) {
    switch (name) {
      case "event" -> kind = Event.Kind.valueOf(value);
      case "data" -> {
        if (kind == Event.Kind.READING) {
          lastReading = Long.parseLong(value, 0, value.indexOf(' '), 10);
        }
      }
      case "id" -> {
        long id = Long.parseLong(value);
        missed += lastId < 0 ? 0 : id - lastId - 1;
        lastId = id;
        events++;
        kinds.merge(kind, 1, Integer::sum);
      }
      default -> throw new IllegalArgumentException("field " + name);
    }
  }

  @Override
  public void onError(Throwable error) {
    ended();
  }

  @Override
  public void onComplete() {
    ended();
  }

  private synchronized void ended() {
    hasEnded = true;
    notifyAll();
  }

  /** Listens no more until it {@link #resume resumes}. */
  public synchronized void pause() {
    isPaused = true;
  }

  /** Listens again. */
  public synchronized void resume() {
    isPaused = false;
    lines.request(1);
  }

  /** Listens to what there still is, when the server has hung up. Blocks. */
  void drain() {
    resume();
    try {
      await(this::hasEnded);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hangs up. */
  @Override
  public void close() {
    response.cancel(true);
    ended();
  }

  /** How many events it has got. */
  public synchronized long events() {
    return events;
  }

  /** How many events of a kind it has got. */
  public synchronized int of(Event.Kind kind) {
    return kinds.getOrDefault(kind, 0);
  }

  /** How many events it has missed, as their numbers tell. */
  public synchronized long missed() {
    return missed;
  }

  /** The number of the last reading it has got, or -1. */
  public synchronized long lastReading() {
    return lastReading;
  }

  /** Whether the connection has come to its end. */
  public synchronized boolean hasEnded() {
    return hasEnded;
  }

  /** Waits until something is true that its events change. Blocks. */
  public synchronized void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long left = PATIENCE_MILLIS - (System.nanoTime() - start) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException("waited for in vain; so far " + kinds);
      }
      wait(left);
    }
  }
}
