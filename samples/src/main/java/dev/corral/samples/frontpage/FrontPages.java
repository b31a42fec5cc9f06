package dev.corral.samples.frontpage;

import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Makes front pages. */
public interface FrontPages {
  /** A page with what there is of these sections within the budget. Blocks. */
  FrontPage load(List<String> sections) throws Exception;

  /** What makes them, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /**
     * Front pages from the sections of this server.
     *
     * @param budget how long to wait for them
     */
    FrontPages make(Web web, URI server, Duration budget);
  }
}
