package dev.corral.samples.ratelimit;

import dev.corral.samples.loopback.Web;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.net.URI;
import java.util.List;

/** Finds out where places are. */
@FunctionalInterface
public interface Geocoder {
  /** Looks for all of them. Blocks. */
  Findings locate(List<String> places) throws Exception;

  /** What makes one, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /** A geocoder that asks this server, when {@code limiter} lets it. */
    Geocoder make(Web web, URI server, RateLimiter limiter);
  }
}
