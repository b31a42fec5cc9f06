package dev.corral.samples.lifecycle;

import dev.corral.samples.loopback.Web;
import java.io.IOException;
import java.util.List;

/**
 * A service that can be started.
 *
 * @param needs the names of the services that it asks
 * @param port where it listens; 0 for any that is free
 * @param warmUp how many health checks it fails before it is healthy
 * @param web what it asks others with
 */
public record Service(
    String name, List<String> needs, int port, int warmUp, Web web, Journal journal) {
  /** One that listens on a free port, and takes its time to get healthy. */
  public Service(Web web, Journal journal, String name, String... needs) {
    this(name, List.of(needs), 0, 3, web, journal);
  }

  /** This one, on that port. */
  public Service onPort(int taken) {
    return new Service(name, needs, taken, warmUp, web, journal);
  }

  /** This one, which never gets healthy. */
  public Service sick() {
    return new Service(name, needs, port, Integer.MAX_VALUE, web, journal);
  }

  /**
   * Starts it. Blocks.
   *
   * @param needed the services that it needs; none of them stops before it is closed
   */
  public Running open(List<Running> needed) throws IOException {
    return new Running(this, needed);
  }
}
