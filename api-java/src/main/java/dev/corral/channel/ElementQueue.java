package dev.corral.channel;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.EngineQueues;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Queues;
import dev.corral.engine.kernel.Wait;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import kotlin.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What elements are handed on through, from those who put to those who get: an {@link AsyncQueue}
 * or an {@link AsyncPriorityQueue}.
 *
 * <pre>{@code
 * void shipAll(ElementQueue<Order> orders) throws InterruptedException {
 *   try {
 *     while (true) {
 *       ship(orders.getBlocking());
 *     }
 *   } catch (QueueClosed e) {
 *     log.info("no more orders");
 *   }
 * }
 * }</pre>
 *
 * <p>Four families: {@code put} and {@code get} return futures, {@code putBlocking} and {@code
 * getBlocking} block the thread, {@code tryPut} and {@code tryGet} say whether they could, at once
 * or for a time, and {@code putNow} and {@code getNow} throw if they cannot. Puts are served first
 * come, first served, and so are gets. An element is got once: a get that is cancelled took
 * nothing, a put that is cancelled put nothing. Elements are never null.
 *
 * <p>It ends in one of three ways, once:
 *
 * <ul>
 *   <li>{@link #close()}: nothing more is put. What is buffered can still be got; then a get fails
 *       with {@link QueueClosed}.
 *   <li>{@link #close(Throwable)}: as before, but a get, and a put, fails with that error.
 *   <li>{@link #cancel}: nothing more is put or got, and what is buffered is handed to {@code
 *       onUndelivered}.
 * </ul>
 *
 * <p>Puts that wait when it ends are refused, and their elements were not taken. What refuses
 * without a future throws instead of failing one; an error that the queue was closed with is thrown
 * as it is, also a checked one.
 *
 * <p>An element whose future's task has no use for it, as a race's loser, goes to that task's
 * {@code onUndelivered}, as any value does, not to the queue's: it was delivered.
 *
 * <p>What came before a put happens-before the get that gets its element is done; the k-th get
 * happens-before the put number k + {@link #capacity} is done. Safe for use by many threads; Kotlin
 * callers share it by {@code asKotlin()}.
 *
 * @param <T> the elements
 */
public abstract sealed class ElementQueue<T> permits AsyncQueue, AsyncPriorityQueue {
  static {
    EngineQueues.open(queue -> ((ElementQueue<?>) queue).engine, Faults.JAVA);
  }

  final dev.corral.engine.channel.ElementQueue<T> engine;
  private final Wait<T> getting;

  ElementQueue(dev.corral.engine.channel.ElementQueue<T> engine) {
    this.engine = engine;
    this.getting = Queues.getting(engine, Faults.JAVA);
  }

  /**
   * Puts {@code element}, and waits until there is room for it, or without a buffer until somebody
   * gets it. Cancelled, the future is done on the spot and nothing was put; in a cancelled task
   * nothing is put.
   *
   * @param element not null
   * @return done when the element was taken; fails with {@link QueueClosed} if the queue is closed,
   *     or is meanwhile: then the element was not taken
   */
  public CorralFuture<@Nullable Void> put(T element) {
    return Waits.root().<@Nullable Void>begin(putting(element), done -> null);
  }

  /**
   * Gets the next element, and waits until there is one. Cancelled, the future is done on the spot
   * and nothing was taken; in a cancelled task nothing is taken.
   *
   * @return done with the element; fails with {@link QueueClosed} if the queue is closed and
   *     drained
   */
  public CorralFuture<T> get() {
    return Waits.root().begin(getting, this::element);
  }

  /**
   * As {@link #put}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait.
   *
   * @param element not null
   * @throws QueueClosed if the queue is closed, or is meanwhile: then the element was not taken
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   */
  public void putBlocking(T element) throws InterruptedException {
    Waits.root().<@Nullable Void>block(putting(element), done -> null);
  }

  /**
   * As {@link #get}, blocking the calling thread. An interrupt, or the cancellation of the task
   * whose code this is, ends the wait.
   *
   * @return the element
   * @throws QueueClosed if the queue is closed and drained
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws CancellationException if the current task is cancelled
   */
  public T getBlocking() throws InterruptedException {
    return Waits.root().block(getting, this::element);
  }

  /**
   * Puts {@code element} if that is possible without waiting; false if it is not.
   *
   * @param element not null
   * @return whether it was put
   * @throws QueueClosed if the queue is closed
   */
  public boolean tryPut(T element) {
    return Queues.tryPut(engine, requireNonNull(element, "element"), Faults.JAVA);
  }

  /**
   * As {@link #put}, for {@code timeout} at most: then done with false, and nothing was put.
   *
   * @param element not null
   * @param timeout zero or less does not wait
   * @return done with whether it was put
   */
  public CorralFuture<Boolean> tryPut(T element, Duration timeout) {
    return Waits.root().beginOr(putting(element), timeout, false, done -> true);
  }

  /**
   * Gets the next element if there is one, without waiting; empty if there is none.
   *
   * @return the element; empty if there is none
   * @throws QueueClosed if the queue is closed and drained
   */
  public Optional<T> tryGet() {
    return Optional.ofNullable(Queues.tryGet(engine, Faults.JAVA));
  }

  /**
   * As {@link #get}, for {@code timeout} at most: then done, empty, and nothing was taken.
   *
   * @param timeout zero or less does not wait
   * @return done with the element; empty if the time was up
   */
  public CorralFuture<Optional<T>> tryGet(Duration timeout) {
    return Waits.root().beginWithin(getting, timeout, this::element);
  }

  /**
   * Puts {@code element}, without waiting.
   *
   * @param element not null
   * @throws QueueFull if there is no room for it, or without a buffer nobody who waits for it
   * @throws QueueClosed if the queue is closed
   */
  public void putNow(T element) {
    Queues.putNow(engine, requireNonNull(element, "element"), Faults.JAVA);
  }

  /**
   * Gets the next element, without waiting.
   *
   * @return the element
   * @throws QueueEmpty if there is none
   * @throws QueueClosed if the queue is closed and drained
   */
  public T getNow() {
    return Queues.getNow(engine, Faults.JAVA);
  }

  /**
   * {@return a clause for {@link Select}: gets the next element, and then calls {@code action} with
   * it}
   *
   * @param action runs after the choice, as a callback of its future
   * @param <R> its result
   */
  public <R extends @Nullable Object> SelectClause<R> onGet(
      Function<? super T, ? extends R> action) {
    requireNonNull(action, "action");
    return new SelectClause<>(getting, got -> action.apply(element(got)));
  }

  /**
   * {@return a clause for {@link Select}: puts {@code element}, and then calls {@code action}}
   *
   * @param element not null
   * @param action runs after the choice, as a callback of its future
   * @param <R> its result
   */
  public <R extends @Nullable Object> SelectClause<R> onPut(
      T element, Supplier<? extends R> action) {
    requireNonNull(action, "action");
    return new SelectClause<>(putting(element), done -> action.get());
  }

  /**
   * Ends the puts: what is buffered can still be got. Does nothing if the queue has been closed.
   */
  public void close() {
    engine.close();
  }

  /**
   * Ends the puts because of {@code error}: what is buffered can still be got, after that gets fail
   * with {@code error} itself, and so do puts from now. Does nothing if the queue has been closed.
   *
   * @param error what those who come too late fail with
   */
  public void close(Throwable error) {
    engine.close(requireNonNull(error, "error"));
  }

  /**
   * Closes the queue and drops what is buffered: each such element is handed to {@code
   * onUndelivered}, once, on a callback thread. If the queue has been closed with an error, that
   * stays what gets and puts fail with.
   */
  public void cancel() {
    engine.cancel();
  }

  /** {@return whether it has been closed or cancelled; there may still be elements to get} */
  public boolean isClosed() {
    return engine.isClosed();
  }

  /** {@return how many elements are buffered} */
  public int size() {
    return engine.getSize();
  }

  /**
   * {@return how many elements it buffers at most: 0 for none, {@link Integer#MAX_VALUE} for any
   * number}
   */
  public int capacity() {
    return engine.getCapacity();
  }

  /** {@return the name in messages and diagnostics} */
  public String name() {
    return engine.getName();
  }

  /** {@return how it stands at this moment} */
  public QueueStatistics statistics() {
    var seen = engine.statistics();
    return new QueueStatistics(
        seen.getSize(),
        seen.getCapacity(),
        seen.getWaitingPuts(),
        seen.getWaitingGets(),
        seen.isClosed());
  }

  @Override
  public String toString() {
    return engine.toString();
  }

  private Wait<Unit> putting(T element) {
    return Queues.putting(engine, requireNonNull(element, "element"), Faults.JAVA);
  }

  @SuppressWarnings("unchecked") // what a get of this queue is granted is a T
  private T element(Object got) {
    return (T) got;
  }
}
