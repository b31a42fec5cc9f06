package dev.corral.diagnostics;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralConfig;
import dev.corral.channel.ElementQueue;
import dev.corral.channel.QueueStatistics;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Metering;
import dev.corral.pool.Pool;
import dev.corral.pool.PoolStatistics;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.CapacityLimiter;
import dev.corral.sync.CapacityStatistics;
import dev.corral.sync.SemaphoreStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/**
 * Counts and times what runs in Corral, for Micrometer, which has to be there.
 *
 * <pre>{@code
 * CorralMetrics metrics = new CorralMetrics(Tags.of("service", "shop"));
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>meter</th><th>tags</th><th>what it is</th></tr>
 * <tr><td>{@code corral.tasks}</td><td>{@code kind}, {@code outcome}</td>
 *     <td>timer: what has ended, from the beginning of its body to its end</td></tr>
 * <tr><td>{@code corral.tasks.started}</td><td>{@code kind}</td>
 *     <td>counter: bodies that have begun</td></tr>
 * <tr><td>{@code corral.tasks.live}</td><td>{@code kind}</td>
 *     <td>gauge: begun or about to, and not ended</td></tr>
 * <tr><td>{@code corral.tasks.pending}</td><td>{@code kind}</td>
 *     <td>timer: for how long a body waited for its turn</td></tr>
 * <tr><td>{@code corral.wait}</td><td>{@code for}</td>
 *     <td>timer: for how long a wait of Corral's took</td></tr>
 * <tr><td>{@code corral.blocking.running}, {@code .waiting}, {@code .limit}</td><td></td>
 *     <td>gauges: bodies on blocking threads, and for want of one; no limit, no gauge</td></tr>
 * <tr><td>{@code corral.abandoned}</td><td></td>
 *     <td>gauge: bodies that were left behind and still run</td></tr>
 * </table>
 *
 * <ul>
 *   <li>{@code kind} is {@code task}: of a group; {@code group}; or {@code operation}: whatever
 *       else begins and ends, such as a race, a retry, a submitted task.
 *   <li>{@code outcome} is {@code completed}, {@code failed}, {@code cancelled} or {@code
 *       timed_out}. A part that fails fails its group: both count.
 *   <li>{@code for} is {@code lock}, {@code semaphore}, {@code limiter}, {@code queue}, {@code
 *       condition}, {@code event}, {@code barrier}; {@code stage}: a future of a stranger's; {@code
 *       end}: of another task; or {@code other}. A wait that was over at once is none.
 * </ul>
 *
 * <p>Names are no tags, for there may be any number of them. Counted is from {@link #bindTo} on;
 * what runs by then is not. Safe for use by many threads.
 */
@SuppressWarnings("exports") // whoever uses it has Micrometer
public final class CorralMetrics implements MeterBinder, AutoCloseable {
  private final dev.corral.engine.diagnostics.CorralMetrics engine;

  /** Of the whole process; the gauges of threads are of the default configuration. */
  public CorralMetrics() {
    this(List.of());
  }

  /**
   * Of the whole process; the gauges of threads are of the default configuration.
   *
   * @param tags of each of the meters, besides their own
   */
  public CorralMetrics(Iterable<Tag> tags) {
    engine = new dev.corral.engine.diagnostics.CorralMetrics(requireNonNull(tags, "tags"));
  }

  /**
   * Of what runs with {@code config} and nothing else.
   *
   * @param config whose threads are measured
   * @param tags of each of the meters, besides their own
   */
  public CorralMetrics(CorralConfig config, Iterable<Tag> tags) {
    engine =
        Metering.of(
            Waits.root().engine(requireNonNull(config, "config")), requireNonNull(tags, "tags"));
  }

  /**
   * Has {@code registry} have the meters, and counts from now on. Another instance bound to it
   * needs other tags: both would count in the same meters.
   *
   * @throws IllegalStateException if this is bound to it already, or closed
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    engine.bindTo(requireNonNull(registry, "registry"));
  }

  /**
   * Counts nothing any more that begins after this. The meters stay in their registries, with what
   * they have counted.
   */
  @Override
  public void close() {
    engine.close();
  }

  /**
   * Gauges {@code corral.limiter.total}, {@code .borrowed} and {@code .waiting}, with the tag
   * {@code name}.
   *
   * @param name its name, a tag of its gauges
   * @param registry where they go
   * @param limiter is held weakly, as gauges do: when it has been collected they say {@code NaN}
   */
  public static void monitor(MeterRegistry registry, String name, CapacityLimiter limiter) {
    Metering.limiter(
        requireNonNull(registry, "registry"),
        requireNonNull(name, "name"),
        requireNonNull(limiter, "limiter"),
        monitored -> engines(monitored.statistics()));
  }

  /**
   * Gauges {@code corral.semaphore.available} and {@code .waiting}, with the tag {@code name}.
   *
   * @param name its name, a tag of its gauges
   * @param registry where they go
   * @param semaphore is held weakly
   */
  public static void monitor(MeterRegistry registry, String name, AsyncSemaphore semaphore) {
    Metering.semaphore(
        requireNonNull(registry, "registry"),
        requireNonNull(name, "name"),
        requireNonNull(semaphore, "semaphore"),
        monitored -> engines(monitored.statistics()));
  }

  /**
   * Gauges {@code corral.queue.size}, {@code .capacity} and, with the tag {@code side}, which is
   * {@code put} or {@code get}, {@code .waiting}; all with the tag {@code name}.
   *
   * @param name its name, a tag of its gauges
   * @param registry where they go
   * @param queue is held weakly
   */
  public static void monitor(MeterRegistry registry, String name, ElementQueue<?> queue) {
    Metering.queue(
        requireNonNull(registry, "registry"),
        requireNonNull(name, "name"),
        requireNonNull(queue, "queue"),
        monitored -> engines(monitored.statistics()));
  }

  /**
   * Gauges {@code corral.pool.limit}, {@code .running}, {@code .waiting} and {@code .workers}, and
   * with the tag {@code outcome} a counter {@code .jobs}; all with the tag {@code name}.
   *
   * @param name its name, a tag of its gauges
   * @param registry where they go
   * @param pool is held weakly
   */
  public static void monitor(MeterRegistry registry, String name, Pool pool) {
    Metering.pool(
        requireNonNull(registry, "registry"),
        requireNonNull(name, "name"),
        requireNonNull(pool, "pool"),
        monitored -> engines(monitored.statistics()));
  }

  private static dev.corral.engine.sync.CapacityStatistics engines(CapacityStatistics seen) {
    return new dev.corral.engine.sync.CapacityStatistics(
        seen.total(), seen.borrowed(), seen.waiting());
  }

  private static dev.corral.engine.sync.SemaphoreStatistics engines(SemaphoreStatistics seen) {
    return new dev.corral.engine.sync.SemaphoreStatistics(seen.available(), seen.waiting());
  }

  private static dev.corral.engine.channel.QueueStatistics engines(QueueStatistics seen) {
    return new dev.corral.engine.channel.QueueStatistics(
        seen.size(), seen.capacity(), seen.waitingPuts(), seen.waitingGets(), seen.isClosed());
  }

  private static dev.corral.engine.pool.PoolStatistics engines(PoolStatistics seen) {
    return new dev.corral.engine.pool.PoolStatistics(
        seen.limit(),
        seen.running(),
        seen.waiting(),
        seen.completed(),
        seen.failed(),
        seen.cancelled(),
        seen.refused(),
        seen.workers());
  }
}
