package dev.corral.channel;

import static java.util.Objects.requireNonNull;

import dev.corral.Disposer;
import dev.corral.engine.bridge.Queues;
import org.jspecify.annotations.Nullable;

/**
 * What a queue may have beside its capacity; immutable.
 *
 * <pre>{@code
 * AsyncQueue<Connection> accepted =
 *     AsyncQueue.bounded(16, QueueOptions.<Connection>named("accepted").onUndelivered(Connection::close));
 * }</pre>
 *
 * @param <T> the elements
 */
public final class QueueOptions<T> {
  final @Nullable String name;
  final Queues.@Nullable Disposal<T> disposal;

  private QueueOptions(@Nullable String name, Queues.@Nullable Disposal<T> disposal) {
    this.name = name;
    this.disposal = disposal;
  }

  /**
   * {@return options that say nothing: a queue is named after its type, and its undelivered
   * elements are dropped}
   *
   * @param <T> the elements; to be written where a disposer is added
   */
  public static <T> QueueOptions<T> defaults() {
    return new QueueOptions<>(null, null);
  }

  /**
   * {@return the defaults, and a name}
   *
   * @param name for messages and diagnostics
   * @param <T> the elements; to be written where a disposer is added
   */
  public static <T> QueueOptions<T> named(String name) {
    return new QueueOptions<>(requireNonNull(name, "name"), null);
  }

  /**
   * {@return these options with a name}
   *
   * @param name for messages and diagnostics
   */
  public QueueOptions<T> name(String name) {
    return new QueueOptions<>(requireNonNull(name, "name"), disposal);
  }

  /**
   * Hands each element that was buffered when the queue was cancelled, or that was dropped, to
   * {@code disposer}, once, on a callback thread. If it throws, that goes to the handler for
   * unobserved failures.
   *
   * @param disposer gives an element back
   * @return these options with that disposer
   */
  public QueueOptions<T> onUndelivered(Disposer<? super T> disposer) {
    requireNonNull(disposer, "disposer");
    return new QueueOptions<>(name, disposer::dispose);
  }

  @Override
  public String toString() {
    return "QueueOptions[" + name + (disposal == null ? "]" : ", onUndelivered]");
  }
}
