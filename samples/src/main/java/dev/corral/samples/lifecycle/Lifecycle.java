package dev.corral.samples.lifecycle;

import dev.corral.CorralFuture;
import java.util.List;
import java.util.Map;

/** What runs services, in one language or the other. */
@FunctionalInterface
public interface Lifecycle {
  /**
   * Starts the services, does something with them, and stops them, in reverse order.
   *
   * @param services those that a service needs come before it
   * @param session what to do when all of them are healthy
   * @return done when none of them runs any more; fails with the first failure: of a start, a
   *     health check or the session
   */
  CorralFuture<Void> run(List<Service> services, Session session);

  /** What is done while the services run. */
  @FunctionalInterface
  interface Session {
    /** Does it. Blocks; interrupted when a service has died. */
    void with(Map<String, Running> services) throws Exception;
  }
}
