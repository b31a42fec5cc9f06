package dev.corral.samples.mirrors;

import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Ways to get a file that several mirrors have. All block, and leave no request running. */
public interface Downloads {
  /** Asks all mirrors and goes by the first word of any, be it a refusal. */
  String raced(String file) throws Exception;

  /** Asks all mirrors and takes the file from the first one that has it. */
  String firstGood(String file) throws Exception;

  /** Asks the next mirror only when the last one is slow or has refused. */
  String hedged(String file) throws Exception;

  /** What makes them, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /**
     * Downloads from these mirrors, of which the first is the best.
     *
     * @param patience how long a hedged request may take before the next mirror is asked too
     */
    Downloads make(Web web, List<URI> mirrors, Duration patience);
  }
}
