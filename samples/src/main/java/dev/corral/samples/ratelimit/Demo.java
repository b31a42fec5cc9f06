package dev.corral.samples.ratelimit;

import dev.corral.Corral;
import dev.corral.samples.loopback.Loopback;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Looks for twelve places, five of them every 50 ms, and prints what came of it. */
public final class Demo {
  static final List<String> PLACES =
      List.of(
          "Atlantis",
          "Bergen",
          "Cork",
          "Delft",
          "Essen",
          "Faro",
          "Graz",
          "Paris",
          "Porto",
          "Rome",
          "Turku",
          "Ulm");

  private Demo() {}

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(PoliteGeocoder::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the geocoder that {@code maker} makes, and leaves nothing running. */
  public static void run(Geocoder.Maker maker, PrintStream out) throws Exception {
    RateLimiter limiter = limiter(5, Duration.ofMillis(50));
    try (Loopback loopback = new Loopback()) {
      Geocoder geocoder = maker.make(loopback.web(), loopback.serve(new FlakyServer()), limiter);
      long start = System.nanoTime();
      out.println(geocoder.locate(PLACES));
      long millis = (System.nanoTime() - start) / 1_000_000;
      out.printf("%s, in %d ms%n", loopback.tally().awaitQuiet(), millis);
    }
  }

  /** A limiter that allows so many requests in each period, and never makes one wait too long. */
  static RateLimiter limiter(int requests, Duration period) {
    return RateLimiter.of(
        "geocoder",
        RateLimiterConfig.custom()
            .limitForPeriod(requests)
            .limitRefreshPeriod(period)
            .timeoutDuration(Duration.ofMinutes(1))
            .build());
  }
}
