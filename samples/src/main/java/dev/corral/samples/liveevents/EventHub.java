package dev.corral.samples.liveevents;

import dev.corral.CorralFuture;
import dev.corral.channel.AsyncQueue;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Sends the events of all sources to all subscribers, in one language or the other. */
public interface EventHub extends AutoCloseable {
  /** So many events wait for each subscriber, at most; then the oldest one is lost to it. */
  int BUFFER = 64;

  /**
   * Sends a subscriber every event from now on, until it leaves.
   *
   * @return done when it has left, the hub is closed, or a source has failed
   */
  CorralFuture<?> serve(Subscriber subscriber);

  /** How many subscribers there are. */
  int subscribers();

  /** Leaves the sources, serves nobody any more, and waits until all that has ended. */
  @Override
  void close();

  /** What makes a hub. */
  @FunctionalInterface
  interface Maker {
    /**
     * A hub of these sources.
     *
     * @param sensor where a sensor tells its readings
     * @param notes what others have to say
     * @param beat how often to show that all is well
     */
    EventHub make(InetSocketAddress sensor, AsyncQueue<String> notes, Duration beat);
  }
}
