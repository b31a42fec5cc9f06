package dev.corral.channel;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Queues;

/**
 * A queue: the element that was put first is got first.
 *
 * <pre>{@code
 * AsyncQueue<Order> orders = AsyncQueue.bounded(16);
 * group.spawn(() -> orders.put(order));
 * group.spawn(() -> orders.get().thenAccept(next -> ship(next)));
 * }</pre>
 *
 * <p>The capacity is a choice: {@link #rendezvous} hands each element over from hand to hand,
 * {@link #bounded} slows down whoever puts too fast, {@link #dropping} forgets the oldest instead,
 * {@link #unlimited} takes what there is memory for. What is said of every queue is said at {@link
 * ElementQueue}.
 *
 * @param <T> the elements
 */
public final class AsyncQueue<T> extends ElementQueue<T> {
  AsyncQueue(dev.corral.engine.channel.AsyncQueue<T> engine) {
    super(engine);
  }

  /**
   * {@return a queue without a buffer: a put waits for its get}
   *
   * @param <T> the elements
   */
  public static <T> AsyncQueue<T> rendezvous() {
    return rendezvous(QueueOptions.defaults());
  }

  /**
   * As {@link #rendezvous()}, with options; there is nothing that could be undelivered.
   *
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #rendezvous()} returns
   */
  public static <T> AsyncQueue<T> rendezvous(QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncQueue<>(Queues.rendezvous(options.name));
  }

  /**
   * {@return a queue with a buffer of {@code capacity} elements: a put waits for room in it}
   *
   * @param capacity at least 1
   * @param <T> the elements
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> bounded(int capacity) {
    return bounded(capacity, QueueOptions.defaults());
  }

  /**
   * As {@link #bounded(int)}, with options.
   *
   * @param capacity at least 1
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #bounded(int)} returns
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> bounded(int capacity, QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncQueue<>(Queues.bounded(capacity, options.name, options.disposal));
  }

  /**
   * {@return a queue with a buffer that grows: a put never waits}
   *
   * @param <T> the elements
   */
  public static <T> AsyncQueue<T> unlimited() {
    return unlimited(QueueOptions.defaults());
  }

  /**
   * As {@link #unlimited()}, with options.
   *
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #unlimited()} returns
   */
  public static <T> AsyncQueue<T> unlimited(QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncQueue<>(Queues.unlimited(options.name, options.disposal));
  }

  /**
   * {@return a queue with a buffer of the {@code capacity} latest elements: a put never waits, and
   * drops the oldest one if need be} Of capacity 1: only the latest counts.
   *
   * @param capacity at least 1
   * @param <T> the elements
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> dropping(int capacity) {
    return dropping(capacity, QueueOptions.defaults());
  }

  /**
   * As {@link #dropping(int)}, with options.
   *
   * @param capacity at least 1
   * @param options what else it has
   * @param <T> the elements
   * @return what {@link #dropping(int)} returns
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> dropping(int capacity, QueueOptions<T> options) {
    requireNonNull(options, "options");
    return new AsyncQueue<>(Queues.dropping(capacity, options.name, options.disposal));
  }
}
