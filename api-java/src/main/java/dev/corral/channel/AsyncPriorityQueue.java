package dev.corral.channel;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Queues;
import java.util.Comparator;

/**
 * A queue from which the least element is got first, and among equals the one that was put first.
 *
 * <pre>{@code
 * AsyncPriorityQueue<Job> jobs = AsyncPriorityQueue.unlimited(comparing(Job::urgency).reversed());
 * jobs.putNow(new Job("report", 1));
 * jobs.putNow(new Job("payment", 9));
 * CorralFuture<Job> next = jobs.get(); // the payment
 * }</pre>
 *
 * <p>Puts that wait for room do so in the order in which they came. What is said of every queue is
 * said at {@link ElementQueue}.
 *
 * <p>The comparator is called behind the queue's lock: it must be quick and must not use queues. It
 * runs for puts alone. If it throws, that put fails with what it threw, also one that had waited,
 * and the queue is as it was. As elements are compared when they are put, a change in what the
 * comparator goes by comes too late. For the natural order there is {@link
 * Comparator#naturalOrder}.
 *
 * @param <T> the elements
 */
public final class AsyncPriorityQueue<T> extends ElementQueue<T> {
  AsyncPriorityQueue(dev.corral.engine.channel.AsyncPriorityQueue<T> engine) {
    super(engine);
  }

  /**
   * {@return a queue with a buffer of {@code capacity} elements: a put waits for room in it,
   * whatever its element's rank}
   *
   * @param capacity at least 1
   * @param order of two elements, the lesser one is got first
   * @param <T> the elements
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncPriorityQueue<T> bounded(int capacity, Comparator<? super T> order) {
    return bounded(capacity, order, QueueOptions.defaults());
  }

  /**
   * As {@link #bounded(int, Comparator)}, with options.
   *
   * @param capacity at least 1
   * @param order of two elements, the lesser one is got first
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #bounded(int, Comparator)} returns
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncPriorityQueue<T> bounded(
      int capacity, Comparator<? super T> order, QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncPriorityQueue<>(
        Queues.bounded(capacity, requireNonNull(order, "order"), options.name, options.disposal));
  }

  /**
   * {@return a queue with a buffer that grows: a put never waits}
   *
   * @param order of two elements, the lesser one is got first
   * @param <T> the elements
   */
  public static <T> AsyncPriorityQueue<T> unlimited(Comparator<? super T> order) {
    return unlimited(order, QueueOptions.defaults());
  }

  /**
   * As {@link #unlimited(Comparator)}, with options.
   *
   * @param order of two elements, the lesser one is got first
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #unlimited(Comparator)} returns
   */
  public static <T> AsyncPriorityQueue<T> unlimited(
      Comparator<? super T> order, QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncPriorityQueue<>(
        Queues.unlimited(requireNonNull(order, "order"), options.name, options.disposal));
  }
}
