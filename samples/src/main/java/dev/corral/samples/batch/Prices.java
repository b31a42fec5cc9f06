package dev.corral.samples.batch;

import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.util.List;

/** The prices of many products, from a server that does not have all of them. Both ways block. */
public interface Prices {
  /** So many requests are open at once, at most. */
  int AT_ONCE = 32;

  /** Asks for every price, whatever comes of the others. */
  Account collect(List<Integer> products, Listener listener) throws Exception;

  /** All the prices, in the order of the products, or else the first failure. */
  List<String> all(List<Integer> products) throws Exception;

  /** Told how far a batch has come. */
  @FunctionalInterface
  interface Listener {
    /** So many requests have ended, and so many of them failed. */
    void at(long done, long failed);
  }

  /** What makes them, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /** Prices from this server. */
    Prices make(Web web, URI server);
  }
}
