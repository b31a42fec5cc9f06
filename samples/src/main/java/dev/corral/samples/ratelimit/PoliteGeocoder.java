package dev.corral.samples.ratelimit;

import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.samples.loopback.Web;
import dev.corral.samples.loopback.Web.StatusException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A geocoder in Java. Each attempt, a repeated one too, waits for its turn at the limiter, and no
 * thread waits with it.
 */
public final class PoliteGeocoder implements Geocoder {
  private static final int AT_ONCE = 8;
  private static final RetryPolicy RETRY =
      RetryPolicy.attempts(4)
          .backoff(Duration.ofMillis(5), Duration.ofMillis(100))
          .retryOn(error -> error instanceof StatusException answer && answer.status() == 503);

  private final Web web;
  private final URI server;
  private final RateLimiter limiter;

  /** A geocoder that asks this server, when {@code limiter} lets it. */
  public PoliteGeocoder(Web web, URI server, RateLimiter limiter) {
    this.web = web;
    this.server = server;
    this.limiter = limiter;
  }

  @Override
  public Findings locate(List<String> places) throws Exception {
    Findings findings = new Findings();
    RetryPolicy retry = RETRY.onAttempt(attempt -> findings.tried());
    Corral.forEachAsync(
            places.iterator(),
            BatchOptions.limit(AT_ONCE)
                .onError((place, error) -> findings.missed((String) place, error)),
            place ->
                Corral.retry(() -> ask(place), retry)
                    .thenAccept(where -> findings.found(place, where)))
        .joinOrThrow();
    return findings;
  }

  private CorralFuture<String> ask(String place) {
    return Corral.delay(turn()).thenCompose(now -> web.get(server.resolve("/" + place)));
  }

  /** How long to wait before the next request; it takes a permit for then. */
  private Duration turn() {
    long nanos = limiter.reservePermission();
    if (nanos < 0) {
      throw RequestNotPermitted.createRequestNotPermitted(limiter);
    }
    return Duration.ofNanos(nanos);
  }
}
